"""Reading the standings: pages of a board, one's own line, and one's rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from bot.store.tables import members, standings

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row, Select

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Line:
    """A member's sums on a board."""

    member_id: int
    points: int
    score_milli: int
    answered: int
    correct: int


class StandingStore:
    """The boards of all servers. Absent members (left, or hidden) are on none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def top(
        self, guild_id: int, board: str, topic: str, *, offset: int, limit: int
    ) -> list[Line]:
        """Return a page of a board: most points first, then by member id; no absent members."""
        query = (
            select(standings)
            .where(*_board(guild_id, board, topic), _present)
            .order_by(standings.c.points.desc(), standings.c.member_id)
            .offset(offset)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [_line(row) for row in await conn.execute(query)]

    async def line(self, guild_id: int, board: str, topic: str, member_id: int) -> Line | None:
        """Return a member's sums on a board."""
        query = select(standings).where(
            *_board(guild_id, board, topic), standings.c.member_id == member_id
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return _line(row) if row else None

    async def topics(self, guild_id: int, board: str, member_id: int) -> dict[str, Line]:
        """Return a member's sums by topic; the empty topic is the sum of all."""
        query = select(standings).where(
            standings.c.guild_id == guild_id,
            standings.c.board == board,
            standings.c.member_id == member_id,
        )
        async with self._db.read() as conn:
            return {row.topic: _line(row) for row in await conn.execute(query)}

    async def above(self, guild_id: int, board: str, topic: str, points: int) -> int:
        """Return how many present members have more points: one's rank is one more than that.

        Counts on the index and takes the few absent members away, so that no join is needed for
        each of many.
        """
        on_board = (*_board(guild_id, board, topic), standings.c.points > points)
        every = select(func.count()).select_from(standings).where(*on_board)
        async with self._db.read() as conn:
            total = (await conn.execute(every)).scalar_one()
            gone = (await conn.execute(_absent_on(guild_id, *on_board))).scalar_one()
        return int(total - gone)

    async def size(self, guild_id: int, board: str, topic: str) -> int:
        """Return how many present members are on a board."""
        return await self.above(guild_id, board, topic, -1)


_absent = members.c.left_at.is_not(None) | members.c.hidden
_present = ~(
    select(members.c.member_id)
    .where(
        members.c.guild_id == standings.c.guild_id,
        members.c.member_id == standings.c.member_id,
        _absent,
    )
    .exists()
)


def _absent_on(guild_id: int, *where: ColumnElement[bool]) -> Select[int]:
    """Count the absent members on a board.

    The outer join makes SQLite begin with the absent ones; of an inner join it would walk the whole
    board and look everyone up among the members.
    """
    on_board = and_(
        standings.c.guild_id == members.c.guild_id,
        standings.c.member_id == members.c.member_id,
        *where,
    )
    return (
        select(func.count(standings.c.member_id))
        .select_from(members.outerjoin(standings, on_board))
        .where(members.c.guild_id == guild_id, _absent)
    )


def _board(guild_id: int, board: str, topic: str) -> tuple[ColumnElement[bool], ...]:
    return (
        standings.c.guild_id == guild_id,
        standings.c.board == board,
        standings.c.topic == topic,
    )


def _line(row: Row[Any]) -> Line:
    return Line(row.member_id, row.points, row.score_milli, row.answered, row.correct)
