"""Posts recaps on Discord."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

import discord

from bot.adapters.discord import recap_cards
from bot.adapters.discord.drawing import drawn
from bot.adapters.pictures.podium import describe_podium, draw_podium
from bot.adapters.pictures.recap import describe_recap, draw_recap
from bot.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from discord import ui

    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.discord.rooms import Rooms
    from bot.adapters.discord.servers import Servers
    from bot.adapters.pictures.theme import Theme
    from bot.services.herald import SeasonRecap, WeekRecap
    from bot.store.recaps import Recap

_log = logging.getLogger(__name__)

PODIUM = "season.png"
WEEK = "week.png"


class DiscordHerald:
    """The herald for Discord; see `bot.services.herald.Herald`.

    Args:
        servers: knows what members are called.
        rooms: runs requests about channels.
        titles: topic id -> title.
        theme: of pictures.
    """

    def __init__(
        self, servers: Servers, rooms: Rooms, titles: Mapping[str, str], theme: Theme
    ) -> None:
        self._servers = servers
        self._rooms = rooms
        self._titles = titles
        self._theme = theme

    async def find(self, recap: Recap) -> int | None:
        """Look for a recap in its channel's recent history; return its message id."""
        footer = recap_cards.recap_footer(recap)
        return await self._rooms.find(recap, footer, recap.created_at)

    async def season(self, found: SeasonRecap) -> int:
        """Send a season's recap; return its message id. NOT safe to repeat."""
        on_podium = [row.member_id for row in found.podium]
        names = await self._servers.names(found.recap.guild_id, on_podium)
        podium = recap_cards.season_podium(found, names)
        picture = None
        if podium is not None:
            picture = await drawn(PODIUM, lambda: podium, draw_podium, describe_podium, self._theme)
        return await self._send(
            found.recap, lambda shown: recap_cards.season_recap(found, shown), picture
        )

    async def week(self, found: WeekRecap) -> int:
        """Send a week's recap; return its message id. NOT safe to repeat."""
        titles = self._titles
        picture = await drawn(
            WEEK,
            lambda: recap_cards.week_picture(found, titles),
            draw_recap,
            describe_recap,
            self._theme,
        )
        return await self._send(
            found.recap, lambda shown: recap_cards.week_recap(found, titles, shown), picture
        )

    async def _send(
        self, recap: Recap, view: Callable[[Drawn | None], ui.LayoutView], picture: Drawn | None
    ) -> int:
        """Send it with its picture, or without where a picture is not taken."""
        if picture is not None:
            try:
                return await self._post(recap, view(picture), [picture.file()])
            except (Refused, discord.HTTPException) as error:
                _log.warning("recap %s: no picture: %s", recap.id, error)
        return await self._post(recap, view(None), [])

    async def _post(self, recap: Recap, view: ui.LayoutView, files: list[discord.File]) -> int:
        channel = self._rooms.channel(recap)
        sent = await self._rooms.ask(
            lambda: channel.send(
                view=view,
                files=files,
                nonce=hashlib.blake2b(f"recap {recap.id}".encode(), digest_size=12).hexdigest(),
                allowed_mentions=discord.AllowedMentions.none(),
            ),
            "post the recap",
            recap,
        )
        return sent.id
