"""What was asked, and what one made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.grading import show_response
from bot.services.paging import pages

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.round import Round
    from bot.store.round_reading import Past
    from bot.store.rounds import RoundStore
    from bot.store.schedules import ScheduleStore

PAGE = 10


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A posted round and the member's part in it."""

    round: Round
    answer: str
    """As shown: "B", "1 GiB"; empty when the member did not answer."""
    score: float | None
    """0 to 1; None before the close, without an answer, and for open questions."""
    points: int | None
    """None before the close and without an answer."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of the history; `page` is 1-based, `pages` at least 1."""

    rows: tuple[HistoryRow, ...]
    page: int
    pages: int
    total: int


class HistoryService:
    """Looks back, and at what is open now.

    Args:
        rounds: the rounds.
        schedules: when the next one comes.
    """

    def __init__(self, rounds: RoundStore, schedules: ScheduleStore) -> None:
        self._rounds = rounds
        self._schedules = schedules

    async def current(self, guild_id: int) -> list[Round]:
        """Return a server's open rounds, the newest first."""
        return await self._rounds.open_in(guild_id)

    async def next_at(self, guild_id: int) -> datetime | None:
        """Return when the server's next question comes, or None without a running schedule."""
        schedules = await self._schedules.of_guild(guild_id)
        return min((s.next_at for s in schedules if s.next_at is not None), default=None)

    async def history(self, guild_id: int, member_id: int, page: int = 1) -> HistoryPage:
        """Return a page of what was asked, the latest first; a page too far is the last one."""
        _, total = await self._rounds.past(guild_id, member_id, offset=0, limit=0)
        page = min(max(page, 1), pages(total, PAGE))
        found, total = await self._rounds.past(
            guild_id, member_id, offset=(page - 1) * PAGE, limit=PAGE
        )
        return HistoryPage(tuple(map(_row, found)), page, pages(total, PAGE), total)


def _row(past: Past) -> HistoryRow:
    round_, response = past.round, past.response
    shown = show_response(round_.question, round_.order, response) if response else ""
    score = None if past.score_milli is None else past.score_milli / 1000
    return HistoryRow(round_, shown, score, past.points)
