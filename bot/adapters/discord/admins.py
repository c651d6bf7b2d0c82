"""What the commands for admins share: the permission, the channel, and what Viva may do in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
from discord import app_commands

from bot.adapters.discord.common import CHOICES_SHOWN, difficulty_span, server_of, shorten, when
from bot.adapters.discord.permissions import RECOMMENDED, lacking
from bot.domain.round import ThreadPolicy
from bot.domain.schedule import format_minute, format_weekdays, format_window, search_zones
from bot.errors import NotAllowed, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.daily import Draft
    from bot.domain.schedule import Occurrence

NEEDS_MANAGE_SERVER = (
    "You need the Manage Server permission to change how Viva works here. "
    "Ask an admin of this server."
)
THREAD_WORDS = {
    ThreadPolicy.OPENING: "thread at the opening",
    ThreadPolicy.REVEAL: "thread at the reveal",
    ThreadPolicy.NEVER: "no discussion thread",
}


def managed_server_of(interaction: discord.Interaction) -> int:
    """Return the id of the server, for a member who may manage it.

    Discord hides admin commands from other members, but a server can override that per command;
    so the permission is checked again here.

    Raises:
        UserError: the command came from a direct message.
        NotAllowed: the member lacks Manage Server.
    """
    guild_id = server_of(
        interaction,
        "Schedules belong to a server. Run this command in the server it is for.",
    )
    if not interaction.permissions.manage_guild:
        raise NotAllowed(NEEDS_MANAGE_SERVER)
    return guild_id


class PostingChannel(app_commands.Transformer):
    """A text or announcement channel, also one that Viva cannot see (yet)."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """The kind of option that Discord shows."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The kinds of channel that Discord offers: those where a message can get a thread."""
        return [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(
        self, _interaction: discord.Interaction, value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        """Return the channel as Discord named it."""
        return value


Channel = app_commands.Transform[app_commands.AppCommandChannel, PostingChannel]


def channel_here(interaction: discord.Interaction) -> int:
    """Return the id of the channel the command was run in.

    Raises:
        UserError: questions cannot be posted there.
    """
    channel = interaction.channel
    if not isinstance(channel, discord.TextChannel):
        raise UserError("Questions go to a text channel. Name one with the option `channel`.")
    return channel.id


async def complete_zone(
    _interaction: discord.Interaction, current: str
) -> list[app_commands.Choice[str]]:
    """Offer the IANA zones that fit what was typed."""
    return [app_commands.Choice(name=z, value=z) for z in search_zones(current, CHOICES_SHOWN)]


def ping_advice(guild: discord.Guild | None, channel_id: int, role_id: int | None) -> str:
    """Return why a ping of the role would reach nobody, and the mend; empty when all is well."""
    role = guild.get_role(role_id) if guild is not None and role_id is not None else None
    if guild is None or role is None:
        return ""
    channel = guild.get_channel(channel_id)
    if role.mentionable or channel is None or channel.permissions_for(guild.me).mention_everyone:
        return ""
    grant = f"give Viva **Mention @everyone, @here, and All Roles** in <#{channel_id}>"
    if role.is_default():
        return f"Nobody would be notified: Viva may not mention everyone. To change that, {grant}."
    return (
        f"Nobody would be notified: Viva may not mention {role.mention}. To change that, switch on "
        f"“Allow anyone to @mention this role” for it, or {grant}."
    )


def wishes(guild: discord.Guild | None, channel_id: int) -> str:
    """Return which permissions Viva would like besides, and why; empty when it has them."""
    channel = guild.get_channel(channel_id) if guild is not None else None
    if guild is None or channel is None:
        return ""
    missing = lacking(channel.permissions_for(guild.me), RECOMMENDED)
    if not missing:
        return ""
    named = " and ".join(f"**{permission}**" for permission in missing)
    return (
        f"-# Viva works without {named}, but older reactions then stay beside newer ones and "
        "threads cannot be tidied up."
    )


def how_to_grant(missing: Iterable[str], channel_id: int) -> str:
    """Return which permissions are missing in a channel, and where to grant them."""
    named = ", ".join(f"**{permission}**" for permission in missing)
    return (
        f"Nothing was saved: Viva still lacks {named} in <#{channel_id}>. Open the channel's "
        "settings, then Permissions, add Viva's role, allow these, and try again."
    )


def next_posts(occurrences: Sequence[Occurrence], zone: str) -> str:
    """Return a line for each post: in the reader's own time zone and in the schedule's."""
    return "\n".join(f"- {both_times(o, zone)}" for o in occurrences)


def both_times(occurrence: Occurrence, zone: str) -> str:
    """Return an instant in the reader's own time zone and in the schedule's."""
    local = occurrence.at.astimezone(ZoneInfo(zone))
    return f"{when(occurrence.at)} · {local:%a %d %b %Y, %H:%M} {zone}"


def place_and_time(draft: Draft) -> str:
    """Return where and when a schedule posts."""
    return (
        f"<#{draft.channel_id}>, {format_weekdays(draft.weekdays)} at "
        f"{format_minute(draft.minute)} {draft.zone}"
    )


def settings(draft: Draft, titles: Mapping[str, str], track: str = "") -> str:
    """Return what a schedule asks and how.

    Args:
        draft: the schedule.
        titles: topic id -> title.
        track: the title of its track.
    """
    topics = ", ".join(titles.get(t, t) for t in draft.topics) if draft.topics else "all topics"
    order = f"track {track or draft.track}" if draft.track else "the week's rhythm" * draft.rhythm
    parts = [
        shorten(topics, 200),
        difficulty_span(draft.min_difficulty, draft.max_difficulty),
        f"level {draft.level}" if draft.level else "",
        f"in {draft.language}" if draft.language else "",
        order,
        f"answers by {draft.style.value}",
        f"open for {format_window(draft.window)}",
        THREAD_WORDS[draft.thread],
        f"pings <@&{draft.ping_role_id}>" if draft.ping_role_id else "",
        "weekly recap" if draft.recap else "",
    ]
    return " · ".join(part for part in parts if part)


def utc_advice(zone: str) -> str:
    """Return what people should know who choose UTC; empty for any other zone."""
    if zone not in {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}:
        return ""
    return (
        f"-# {zone} never changes its clocks and is not London time in summer. "
        "Choose a city's zone, such as Europe/London, to follow the local clock."
    )
