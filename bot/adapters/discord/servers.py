"""What Viva may do in a server, who is in it, and how to reach its admins."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeGuard

import aiohttp
import discord

from bot.adapters.discord.calls import MISSING_ACCESS, code_of
from bot.adapters.discord.common import plain
from bot.adapters.discord.layout import column, words
from bot.adapters.discord.permissions import REQUIRED, lacking, shown
from bot.errors import Gone, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from bot.adapters.discord.calls import Calls

TEST = "This is a test, and disappears at once. The questions will look like this."
TEST_COLOUR = 0x5865F2
SECONDS = 5.0
"""How long members may take to be asked for."""
QUERIED = 100
"""The most members that can be asked for at once."""


class Servers:
    """Asks about servers.

    Args:
        client: the bot; it may still be starting.
        calls: runs requests.
    """

    def __init__(self, client: discord.Client, calls: Calls) -> None:
        self._client = client
        self._calls = calls

    async def guild(self, guild_id: int) -> discord.Guild:
        """Return a server that is loaded.

        That a server is in no cache does not prove that Viva was removed, so Discord is asked.

        Raises:
            Gone: Viva is not in that server.
            Unreachable: it is, but is not loaded (yet, or for the moment).
        """
        guild = self._client.get_guild(guild_id)
        if guild is not None and not guild.unavailable:
            return guild
        try:
            await self._calls(
                lambda: self._client.fetch_guild(guild_id, with_counts=False),
                "look at the server",
                place="guild",
            )
        except (Refused, Gone) as error:
            raise Gone("guild") from error
        raise Unreachable("the server is not loaded yet")

    async def belongs(self, guild_id: int) -> None:
        """Return if Viva is in a server, loaded or not: Discord names all of them at the start.

        Raises:
            Gone: Viva is not in that server.
            Unreachable: that cannot be known now.
        """
        if self._client.get_guild(guild_id) is None:
            await self.guild(guild_id)

    async def missing(
        self, guild_id: int, channel_id: int, wanted: Iterable[str] = REQUIRED
    ) -> list[str]:
        """Return the names of the wanted permissions that Viva lacks in a channel.

        Without View Channel nothing else can be known, so that is all that is returned then.

        Raises:
            Gone: the channel or the server no longer exists.
            Unreachable: Discord did not answer.
        """
        guild = await self.guild(guild_id)
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:
            try:
                fetched = await self._calls(
                    lambda: self._client.fetch_channel(channel_id), "look at the channel"
                )
            except Refused:
                return [shown("view_channel")]
            if not isinstance(fetched, discord.abc.GuildChannel | discord.Thread):
                raise Gone("channel")
            channel = fetched
        held = channel.permissions_for(guild.me)
        return lacking(held, wanted if held.view_channel else ["view_channel"])

    async def require(self, guild_id: int, channel_id: int, permission: str) -> None:
        """Check one permission as far as it is known.

        Raises:
            Refused: it is known to be missing.
        """
        if self._known_to_lack(guild_id, channel_id, [permission]):
            raise Refused(f"Viva lacks {shown(permission)} in <#{channel_id}>")

    async def explained(self, error: Refused, guild_id: int, channel_id: int) -> Refused | Gone:
        """Return a refusal with the permissions that are missing, or what is really the matter."""
        guild = self._client.get_guild(guild_id)
        if guild is None and code_of(error) == MISSING_ACCESS:
            try:
                await self.guild(guild_id)
            except Gone as gone:
                return gone
            except Unreachable:
                return error
        names = self._known_to_lack(guild_id, channel_id, REQUIRED)
        if not names:
            return error
        return Refused(f"Viva lacks {', '.join(names)} in <#{channel_id}>")

    async def notify(self, guild_id: int, channel_id: int, user_id: int, text: str) -> None:
        """Tell the admins, in the first of the places meant for it that takes the message.

        Raises:
            Refused: none of them did.
            Unreachable: Discord did not answer.
        """
        async for room in self._rooms(guild_id, channel_id, user_id):
            if await self._delivered(room, text):
                return
        raise Refused("Viva may not tell the admins anywhere")

    async def tell(self, guild_id: int, user_id: int, text: str) -> None:
        """Write to a member directly, naming the server it is about.

        Raises:
            Refused: the member takes no direct messages.
            Unreachable: Discord did not answer.
        """
        user, nobody = discord.Object(user_id), discord.AllowedMentions.none()
        room = await self._calls(lambda: self._client.create_dm(user), "write to the member")
        guild = self._client.get_guild(guild_id)
        about = f"**{plain(guild.name)}**: " if guild is not None else ""
        await self._calls(
            lambda: room.send(about + text, allowed_mentions=nobody), "write to the member"
        )

    async def _delivered(self, room: discord.abc.Messageable, text: str) -> bool:
        nobody = discord.AllowedMentions.none()
        try:
            await self._calls(lambda: room.send(text, allowed_mentions=nobody), "tell the admins")
        except (Refused, Gone):
            return False
        return True

    async def test_post(self, channel_id: int) -> None:
        """Send a message, built as a question is, and delete it again.

        Raises:
            Refused: Viva may not write there; says what is missing.
            Gone: there is no such channel.
            Unreachable: Discord did not answer.
        """
        room = self._client.get_partial_messageable(channel_id)
        view = column([words(TEST)], colour=TEST_COLOUR)
        try:
            sent = await self._calls(lambda: room.send(view=view), "post questions")
        except Refused as error:
            channel = self._client.get_channel(channel_id)
            guild = getattr(channel, "guild", None)
            raise await self.explained(error, guild.id if guild else 0, channel_id) from error
        await self._calls(sent.delete, "delete its own message")

    async def present(self, guild_id: int, member_ids: Sequence[int]) -> frozenset[int]:
        """Return which of the members are in the server; all of them when that is not known."""
        found = await self.found(guild_id, member_ids)
        return frozenset(member_ids) if found is None else found

    async def found(self, guild_id: int, member_ids: Sequence[int]) -> frozenset[int] | None:
        """Return which of the members are in the server; None when that is not known.

        No member has an id below 1; those beyond the first hundred are not asked about.
        """
        everyone = frozenset(member_id for member_id in member_ids if member_id > 0)
        guild = self._client.get_guild(guild_id)
        if not everyone:
            return everyone
        if guild is None or guild.unavailable:
            return None
        asked = sorted(everyone)[:QUERIED]
        found = await queried(guild, asked)
        if found is None:
            return None
        return everyone - set(asked) | {member.id for member in found}

    async def names(self, guild_id: int, member_ids: Sequence[int]) -> dict[int, str]:
        """Return what the members are called in the server, as far as it can be known now."""
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return {}
        known = [guild.get_member(member_id) for member_id in set(member_ids)]
        names = {member.id: member.display_name for member in known if member is not None}
        left = sorted(m for m in set(member_ids) - names.keys() if m > 0)
        for start in range(0, len(left), QUERIED):
            found = await queried(guild, left[start : start + QUERIED])
            if found is None:
                break
            names.update((member.id, member.display_name) for member in found)
        return names

    async def _rooms(
        self, guild_id: int, channel_id: int, user_id: int
    ) -> AsyncIterator[discord.abc.Messageable]:
        guild = self._client.get_guild(guild_id)
        if guild is not None and _may_write(guild.public_updates_channel):
            yield guild.public_updates_channel
        direct = await self._direct(user_id)
        if direct is not None:
            yield direct
        if guild is not None:
            if _may_write(guild.system_channel):
                yield guild.system_channel
            if not self._known_to_lack(guild_id, channel_id, ["send_messages"]):
                yield self._client.get_partial_messageable(channel_id, guild_id=guild_id)

    async def _direct(self, user_id: int) -> discord.DMChannel | None:
        user = discord.Object(user_id)
        if not user_id:
            return None
        try:
            return await self._calls(lambda: self._client.create_dm(user), "write to the admin")
        except (Refused, Gone):
            return None

    def _known_to_lack(self, guild_id: int, channel_id: int, wanted: Iterable[str]) -> list[str]:
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel_or_thread(channel_id) if guild else None
        if guild is None or channel is None or guild.me is None:
            return []
        return lacking(channel.permissions_for(guild.me), wanted)


async def queried(guild: discord.Guild, member_ids: list[int]) -> list[discord.Member] | None:
    """Return those of at most `QUERIED` members who are in a server; None: it cannot be known."""
    try:
        async with asyncio.timeout(SECONDS):
            return await guild.query_members(user_ids=member_ids, limit=QUERIED, cache=False)
    except (OSError, RuntimeError, discord.DiscordException, aiohttp.ClientError):
        return None


def _may_write(channel: discord.TextChannel | None) -> TypeGuard[discord.TextChannel]:
    if channel is None:
        return False
    held = channel.permissions_for(channel.guild.me)
    return held.view_channel and held.send_messages
