"""Ladders: who stands above whom, by whatever a board is ordered by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bot.domain.standings import newest_ranked
from bot.store.streak_board import StreakLine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.services.streaks import StreakService
    from bot.services.totals import Totals
    from bot.store.standings import Board, Line, StandingStore
    from bot.store.streak_board import StreakBoardStore

EVERYBODY: Final = -1
"""Everybody on a ladder has more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a member stands on a ladder."""

    member_id: int
    value: int
    """What the ladder is ordered by: points, millionths, days, or a rating; more is better."""
    answered: int = 0
    correct: int = 0
    points: int = 0
    note: int = 0
    """What else there is to say of it: the longest streak, or quizzes."""


class Ladder(Protocol):
    """The present members of a server in an order; the best first, then by member id."""

    async def page(self, offset: int, limit: int) -> Sequence[Entry]:
        """Return a stretch of it."""
        ...

    async def of(self, member_id: int) -> Entry | None:
        """Return where a member stands, absent or not; None: nowhere."""
        ...

    async def above(self, values: Collection[int]) -> dict[int, int]:
        """Return how many have more, for each of the values; -1 counts all."""
        ...

    async def near(self, own: Entry) -> tuple[Entry | None, Entry | None]:
        """Return who stands next above and next below an entry."""
        ...


class BoardLadder:
    """A board as a ladder.

    Args:
        store: the boards.
        board: which.
        totals: how many are on large ones.
    """

    def __init__(self, store: StandingStore, board: Board, totals: Totals) -> None:
        self._store = store
        self._board = board
        self._totals = totals

    async def page(self, offset: int, limit: int) -> list[Entry]:
        """Return a stretch of it."""
        lines = await self._store.top(self._board, offset=offset, limit=limit)
        return [self._entry(line) for line in lines]

    async def of(self, member_id: int) -> Entry | None:
        """Return where a member stands, absent or not; None: nowhere."""
        line = await self._store.line(self._board, member_id)
        if line is None or not line.is_ranked(self._board.order) or member_id > self._board.newest:
            return None
        return self._entry(line)

    async def above(self, values: Collection[int]) -> dict[int, int]:
        """Return how many have more, for each of the values; -1 counts all.

        On a large board the number of all may be a minute old.
        """
        total = self._totals.known(self._board) if EVERYBODY in values else None
        if total is not None:
            exact = await self._store.above(self._board, set(values) - {EVERYBODY})
            return {EVERYBODY: total, **exact}
        counted = await self._store.above(self._board, values)
        if EVERYBODY in counted:
            self._totals.note(self._board, counted[EVERYBODY])
        return counted

    async def near(self, own: Entry) -> tuple[Entry | None, Entry | None]:
        """Return who stands next above and next below an entry."""
        up, down = await self._store.neighbours(self._board, own.value, own.member_id)
        return (
            None if up is None else self._entry(up),
            None if down is None else self._entry(down),
        )

    def _entry(self, line: Line) -> Entry:
        value = line.value(self._board.order)
        return Entry(line.member_id, value, line.answered, line.correct, line.points)


class StreakLadder:
    """The streaks that are alive, the longest first.

    Args:
        store: the board of streaks.
        streaks: how a single one stands.
        guild_id: the server.
        now: the time.
    """

    def __init__(
        self, store: StreakBoardStore, streaks: StreakService, guild_id: int, now: datetime
    ) -> None:
        self._store = store
        self._streaks = streaks
        self._guild_id = guild_id
        self._now = now

    async def page(self, offset: int, limit: int) -> list[Entry]:
        """Return a stretch of it."""
        lines = await self._store.top(self._guild_id, offset=offset, limit=limit, now=self._now)
        return [_streak(line) for line in lines]

    async def of(self, member_id: int) -> Entry | None:
        """Return where a member stands, absent or not; None: nowhere."""
        if member_id > newest_ranked(self._now):
            return None
        status = await self._streaks.status(self._guild_id, member_id, self._now)
        return Entry(member_id, status.days, note=status.best) if status.days else None

    async def above(self, values: Collection[int]) -> dict[int, int]:
        """Return how many have more, for each of the values; -1 counts all."""
        return await self._store.above(self._guild_id, values, self._now)

    async def near(self, own: Entry) -> tuple[Entry | None, Entry | None]:
        """Return who stands next above and next below an entry."""
        mine = StreakLine(own.member_id, own.value, own.note)
        up, down = await self._store.neighbours(self._guild_id, mine, self._now)
        return None if up is None else _streak(up), None if down is None else _streak(down)


def _streak(line: StreakLine) -> Entry:
    return Entry(line.member_id, line.days, note=line.best)


class ListLadder:
    """A short ladder that is held in memory.

    Args:
        entries: all of it, in order.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    async def page(self, offset: int, limit: int) -> Sequence[Entry]:
        """Return a stretch of it."""
        return self._entries[offset : offset + limit]

    async def of(self, member_id: int) -> Entry | None:
        """Return where a member stands; None: nowhere, or absent."""
        return next((entry for entry in self._entries if entry.member_id == member_id), None)

    async def above(self, values: Collection[int]) -> dict[int, int]:
        """Return how many have more, for each of the values; -1 counts all."""
        return {own: sum(entry.value > own for entry in self._entries) for own in values}

    async def near(self, own: Entry) -> tuple[Entry | None, Entry | None]:
        """Return who stands next above and next below an entry."""
        place = self._entries.index(own)
        up = self._entries[place - 1] if place else None
        down = self._entries[place + 1] if place + 1 < len(self._entries) else None
        return up, down
