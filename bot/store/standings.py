"""Reading the standings: pages of a board, one's own line, and one's rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select

from bot.store.tables import members, standings

if TYPE_CHECKING:
    from collections.abc import Collection

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

    async def above(
        self, guild_id: int, board: str, topic: str, points: Collection[int]
    ) -> dict[int, int]:
        """Return how many present members have more, for each of the points: a rank less one.

        Counts on the index and takes the few absent members away, so that no join is needed for
        each of many.
        """
        on_board = _board(guild_id, board, topic)
        more = (
            select(func.count())
            .select_from(standings)
            .where(*on_board, standings.c.points > bindparam("points"))
        )
        async with self._db.read() as conn:
            gone = (await conn.execute(_absent_on(guild_id, *on_board))).scalars().all()
            return {
                own: (await conn.execute(more, {"points": own})).scalar_one()
                - sum(theirs > own for theirs in gone)
                for own in points
            }

    async def size(self, guild_id: int, board: str, topic: str) -> int:
        """Return how many present members are on a board."""
        return (await self.above(guild_id, board, topic, [-1]))[-1]


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


def _absent_on(guild_id: int, *on_board: ColumnElement[bool]) -> Select[int]:
    """Select the points of the absent members on a board.

    The outer join makes SQLite begin with the absent ones; of an inner join it would walk the whole
    board and look everyone up among the members.
    """
    same = and_(
        standings.c.guild_id == members.c.guild_id, standings.c.member_id == members.c.member_id
    )
    return (
        select(standings.c.points)
        .select_from(members.outerjoin(standings, and_(same, *on_board)))
        .where(members.c.guild_id == guild_id, _absent)
        .where(func.coalesce(standings.c.member_id, 0) != 0)
    )


def _board(guild_id: int, board: str, topic: str) -> tuple[ColumnElement[bool], ...]:
    return (
        standings.c.guild_id == guild_id,
        standings.c.board == board,
        standings.c.topic == topic,
    )


def _line(row: Row[Any]) -> Line:
    return Line(row.member_id, row.points, row.score_milli, row.answered, row.correct)
