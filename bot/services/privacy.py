"""Members and their own data: what others see of it, all of it as a file, and its erasure."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.services.archive import archives
from bot.store.visibility import Visibility

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.services.answers import AnswerService
    from bot.services.clock import Clock
    from bot.services.standings import StandingsService
    from bot.services.suggestions import SuggestionService
    from bot.store.erasure import Erased, ErasureStore
    from bot.store.export import ExportStore
    from bot.store.visibility import VisibilityStore

log = logging.getLogger(__name__)

THEMES: Final = {"dark": "dark", "light": "light", "automatic": None}
"""What members call the looks of pictures, and what is stored."""


class PrivacyService:
    """Does what members wish with their data.

    Args:
        visibility: what others see.
        export: reads all of it.
        erasure: erases it.
        answering: shows how many have answered.
        suggestions: knows who wrote a server's own questions.
        standings: knows where members stood a week ago.
        clock: the time.
    """

    def __init__(
        self,
        *,
        visibility: VisibilityStore,
        export: ExportStore,
        erasure: ErasureStore,
        answering: AnswerService,
        suggestions: SuggestionService,
        standings: StandingsService,
        clock: Clock,
    ) -> None:
        self._visibility = visibility
        self._export = export
        self._erasure = erasure
        self._answering = answering
        self._suggestions = suggestions
        self._standings = standings
        self._clock = clock

    # ------------------------------------------------------------------ visibility

    async def visibility(self, guild_id: int, member_id: int) -> Visibility:
        """Return what a member lets others see."""
        return await self._visibility.get(guild_id, member_id)

    async def change(
        self,
        guild_id: int,
        member_id: int,
        *,
        hidden: bool | None = None,
        is_open: bool | None = None,
        pictures: str | None = None,
    ) -> Visibility:
        """Change what a member lets others see, at once; None leaves it as it is.

        Args:
            guild_id: the server.
            member_id: the member.
            hidden: whether they are on no board.
            is_open: whether others may see their whole profile.
            pictures: a key of `THEMES`.
        """
        before = await self._visibility.get(guild_id, member_id)
        after = Visibility(
            before.hidden if hidden is None else hidden,
            before.is_open if is_open is None else is_open,
            before.theme if pictures is None else THEMES[pictures],
        )
        if after != before:
            await self._visibility.set(guild_id, member_id, after)
        return after

    # ------------------------------------------------------------------ all of it

    async def export(self, guild_id: int, member_id: int) -> Sequence[bytes]:
        """Return what is kept about a member as ZIP files; none when nothing is."""
        kept = await self._export.of(guild_id, member_id)
        return await asyncio.to_thread(archives, kept)

    # ------------------------------------------------------------------ none of it

    async def erase(
        self, guild_id: int, member_id: int, *, left_before: datetime | None = None
    ) -> Erased:
        """Erase a member from a server; they can begin anew.

        Args:
            guild_id: the server.
            member_id: the member.
            left_before: only if they are known to have left before this instant; None: they ask.
        """
        now, reason = self._clock.now(), "asked" if left_before is None else "left"
        erased = await self._erasure.erase(guild_id, member_id, now, left_before=left_before)
        if not erased.is_nothing:
            self._answering.changed.update(erased.closed_to)
            self._standings.forget(guild_id, member_id)
            await self._suggestions.follow(guild_id)
            log.info("a member of server %s was erased (%s)", guild_id, reason)
        return erased
