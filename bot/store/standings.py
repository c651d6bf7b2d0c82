"""Reading the boards: pages, single lines, ranks, and who stands next to whom.

A board is ordered by an index, whatever it is ordered by; see `bot.store.walks`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, and_, bindparam, literal_column, select

from bot.domain.standings import FEWEST_ANSWERS
from bot.store.tables import boards, standings
from bot.store.walks import Walk

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Row

    from bot.store.database import Database


_MOST: Final = 2**63 - 1


class Order(StrEnum):
    """What a board is ordered by."""

    POINTS = "points"
    RATE = "rate"
    """Shrunken accuracy; members with fewer than eight answers are not on the board."""


@dataclass(frozen=True, slots=True)
class Board:
    """A board of a server."""

    guild_id: int
    name: str
    """`all`, a season's (`s12`), or an ISO week."""
    topic: str = ""
    """Empty: all topics."""
    order: Order = Order.POINTS
    newest: int = _MOST
    """The highest account id that is on it; see `bot.domain.standings.newest_ranked`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A member's sums on a board."""

    member_id: int
    points: int
    score_milli: int
    answered: int
    correct: int
    rate: int = 0
    """Shrunken accuracy in millionths."""

    def value(self, order: Order) -> int:
        """Return what a board is ordered by."""
        return self.points if order is Order.POINTS else self.rate

    def is_ranked(self, order: Order) -> bool:
        """Whether it is on a board of that order."""
        return order is Order.POINTS or self.answered >= FEWEST_ANSWERS


WALKS: Final = {
    Order.POINTS: Walk(standings.c.points),
    Order.RATE: Walk(
        standings.c.rate,
        # As it stands in the index, which is not used otherwise.
        standings.c.answered >= literal_column(str(FEWEST_ANSWERS), Integer),
    ),
}
_on_board = and_(
    standings.c.guild_id == bindparam("guild_id"),
    standings.c.board == bindparam("board"),
    standings.c.topic == bindparam("topic"),
)
_one = select(standings).where(_on_board, standings.c.member_id == bindparam("member_id"))
_by_topic = (
    select(standings)
    .select_from(
        # Outer, so that SQLite begins with the topics, and does not read all lines of the board.
        boards.outerjoin(
            standings,
            and_(
                standings.c.guild_id == boards.c.guild_id,
                standings.c.board == boards.c.board,
                standings.c.topic == boards.c.topic,
                standings.c.member_id == bindparam("member_id"),
            ),
        )
    )
    .where(boards.c.guild_id == bindparam("guild_id"), boards.c.board == bindparam("board"))
)
_sums = select(boards).where(
    boards.c.guild_id == bindparam("guild_id"), boards.c.board == bindparam("board")
)


class StandingStore:
    """The boards of all servers. Absent members (left, or hidden) are on none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def top(self, board: Board, *, offset: int, limit: int) -> list[Line]:
        """Return a page of a board: the best first, then by member id; no absent members."""
        walk = WALKS[board.order]
        statement, which = (walk.page, {"start": offset}) if offset else (walk.top, {})
        async with self._db.read() as conn:
            found = await conn.execute(statement, _which(board) | which | {"count": limit})
            return [_line(row) for row in found]

    async def line(self, board: Board, member_id: int) -> Line | None:
        """Return a member's sums on a board, absent or not."""
        which = _which(board) | {"member_id": member_id}
        async with self._db.read() as conn:
            row = (await conn.execute(_one, which)).one_or_none()
        return _line(row) if row else None

    async def topics(self, guild_id: int, board: str, member_id: int) -> dict[str, Line]:
        """Return a member's sums by topic; the empty topic is the sum of all."""
        which = {"guild_id": guild_id, "board": board, "member_id": member_id}
        async with self._db.read() as conn:
            found = (await conn.execute(_by_topic, which)).all()
        return {row.topic: _line(row) for row in found if row.topic is not None}

    async def sums(self, guild_id: int, board: str) -> dict[str, tuple[int, int]]:
        """Return topic -> (sum of the scores in thousandths, answers) of all members ever."""
        which = {"guild_id": guild_id, "board": board}
        async with self._db.read() as conn:
            found = await conn.execute(_sums, which)
            return {row.topic: (row.score_milli, row.answered) for row in found}

    async def above(self, board: Board, values: Collection[int]) -> dict[int, int]:
        """Return how many present members have more, for each of the values: a rank less one.

        Counts every line on the index once at most, whatever the values.
        """
        falling = sorted(set(values), reverse=True)
        bands = json.dumps(list(zip(falling, [_MOST, *falling], strict=False)))
        async with self._db.read() as conn:
            found = await conn.execute(WALKS[board.order].counts, _which(board) | {"bands": bands})
            within = {row[0]: row[1] for row in found}
        return dict(zip(falling, accumulate(within[low] for low in falling), strict=True))

    async def size(self, board: Board) -> int:
        """Return how many present members are on a board."""
        return (await self.above(board, [-1]))[-1]

    async def neighbours(
        self, board: Board, value: int, member_id: int
    ) -> tuple[Line | None, Line | None]:
        """Return who stands next above and next below a place on the board."""
        which = _which(board) | {"value": value, "member": member_id}
        async with self._db.read() as conn:
            found = {
                row.side: _line(row) for row in await conn.execute(WALKS[board.order].near, which)
            }
        return found.get(0, found.get(1)), found.get(2, found.get(3))


def _which(board: Board) -> dict[str, Any]:
    return {
        "guild_id": board.guild_id,
        "board": board.name,
        "topic": board.topic,
        "newest": board.newest,
    }


def _line(row: Row[Any]) -> Line:
    return Line(row.member_id, row.points, row.score_milli, row.answered, row.correct, row.rate)
