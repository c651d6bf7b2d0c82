"""Where rounds are: their channels and cards, and requests about them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.adapters.discord import cards
from bot.adapters.discord.history import find_own
from bot.errors import Gone, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from datetime import datetime
    from typing import Any

    import discord

    from bot.adapters.discord.calls import Calls
    from bot.adapters.discord.cards import Card
    from bot.adapters.discord.servers import Servers
    from bot.domain.round import Round

T = TypeVar("T")


class Placed(Protocol):
    """What belongs to a channel: a round or a quiz."""

    @property
    def guild_id(self) -> int:
        """The server."""

    @property
    def channel_id(self) -> int:
        """The channel."""


CLOCKS_DIFFER = timedelta(minutes=2)
"""How far Discord's clock may be behind ours when a message is looked for."""


class Rooms:
    """Runs requests about rounds.

    Args:
        client: the bot; it may still be starting.
        calls: runs requests.
        servers: explains refusals.
    """

    def __init__(self, client: discord.Client, calls: Calls, servers: Servers) -> None:
        self._client = client
        self._calls = calls
        self._servers = servers

    def channel(self, there: Placed) -> discord.PartialMessageable:
        """Return the channel of a round or a quiz."""
        return self._client.get_partial_messageable(there.channel_id, guild_id=there.guild_id)

    def message(self, round_: Round) -> discord.PartialMessage:
        """Return the round's card.

        Raises:
            Gone: it was not posted.
        """
        if round_.message_id is None:
            raise Gone("message")
        return self.channel(round_).get_partial_message(round_.message_id)

    async def ask(
        self, request: Callable[[], Coroutine[Any, Any, T]], doing: str, there: Placed
    ) -> T:
        """Run a request; a refusal says what is missing.

        Args:
            request: starts the request.
            doing: completes "Viva may not ...".
            there: what it is about.

        Raises:
            PublishError: see `Calls`.
        """
        try:
            return await self._calls(request, doing)
        except Refused as error:
            better = await self._servers.explained(error, there.guild_id, there.channel_id)
            raise better from error.__cause__

    async def fetch(self, round_: Round) -> discord.Message:
        """Return the round's card as it is now."""
        channel, message_id = self.channel(round_), self.message(round_).id
        return await self.ask(
            lambda: channel.fetch_message(message_id), "read the message history", round_
        )

    async def edit(
        self,
        round_: Round,
        card: Card,
        files: Sequence[discord.File] | None = None,
        *,
        message_id: int | None = None,
    ) -> None:
        """Edit the round's card, or another message about it.

        Args:
            round_: the round.
            card: how it is to look.
            files: its pictures, where they are others; None: those attached stay, and the card
                finds them again by their names.
            message_id: the other message.
        """
        channel, mentions = self.channel(round_), cards.pings(round_)
        message = channel.get_partial_message(message_id or self.message(round_).id)
        pictures: dict[str, Any] = {} if files is None else {"attachments": files}
        await self.ask(
            lambda: message.edit(view=card.view, allowed_mentions=mentions, **pictures),
            "edit its message",
            round_,
        )

    async def find(self, there: Placed, last_line: str, since: datetime) -> int | None:
        """Return the id of Viva's message in the channel that ends with a line, or None."""
        # Without this permission the history looks empty, and the card would be sent twice.
        await self._servers.require(there.guild_id, there.channel_id, "read_message_history")
        me = self._client.user.id if self._client.user else 0
        channel = self.channel(there)
        return await find_own(self._calls, channel, me, last_line, since - CLOCKS_DIFFER)
