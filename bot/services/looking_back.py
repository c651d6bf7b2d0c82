"""Ranks of a week ago, kept in memory: worked out once a week for each board that is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.seasons import midnight
from bot.domain.standings import week_of, week_start
from bot.services.tables import Kind, Period

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.seasons import Season
    from bot.services.tables import Wanted
    from bot.store.standings import Board
    from bot.store.trends import TrendStore

KEPT: Final = 64
"""Boards whose ranks are kept."""


class LookingBack:
    """Knows who stood where at the end of last week.

    Working it out may take a tenth of a second on a board of 50,000. What is corrected meanwhile
    in older results does not move it until the next week, or a restart.

    Args:
        trends: works it out.
    """

    def __init__(self, trends: TrendStore) -> None:
        self._trends = trends
        self._kept: dict[tuple[Board, str], dict[int, int]] = {}

    async def ranks(
        self, wanted: Wanted, board: Board, season: Season, zone: str, now: datetime
    ) -> dict[int, int] | None:
        """Return member -> rank at the end of last week; None where ranks are not compared.

        They are on the boards of accuracy and effort, of all time and of a season that runs and
        began before this week.

        Args:
            wanted: which board.
            board: the same, as it is stored.
            season: the season that it is about.
            zone: the server's IANA zone.
            now: the time.
        """
        if wanted.kind not in {Kind.SEASON, Kind.EFFORT} or wanted.period is Period.WEEK:
            return None
        monday = midnight(week_start(now, zone), zone)
        if wanted.period is Period.SEASON and not season.starts_at < monday <= now < season.ends_at:
            return None
        week = week_of(now, zone)
        key = (replace(board, newest=0), week)
        if key not in self._kept:
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = await self._trends.ranks_before(board, week)
        return self._kept[key]

    def forget(self, guild_id: int, member_id: int) -> None:
        """Forget where a member of a server stood."""
        for (board, _), ranks in self._kept.items():
            if board.guild_id == guild_id:
                ranks.pop(member_id, None)
