"""Reading the standings: pages of a board, one's own line, and one's rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select

from bot.store.tables import members, standings

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Row

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Line:
    """A member's sums on a board."""

    member_id: int
    points: int
    score_milli: int
    answered: int
    correct: int


# The statements are made once: making one, and finding it in SQLAlchemy's cache, takes longer than
# SQLite does to answer most of them.
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
_on_board = and_(
    standings.c.guild_id == bindparam("guild_id"),
    standings.c.board == bindparam("board"),
    standings.c.topic == bindparam("topic"),
)
_top = (
    select(standings)
    .where(_on_board, _present)
    .order_by(standings.c.points.desc(), standings.c.member_id)
    .offset(bindparam("start"))
    .limit(bindparam("count"))
)
_one = select(standings).where(_on_board, standings.c.member_id == bindparam("member_id"))
_by_topic = select(standings).where(
    standings.c.guild_id == bindparam("guild_id"),
    standings.c.board == bindparam("board"),
    standings.c.member_id == bindparam("member_id"),
)
_more = (
    select(func.count())
    .select_from(standings)
    .where(_on_board, standings.c.points > bindparam("points"))
)
# The outer join makes SQLite begin with the absent members; of an inner join it would walk the
# whole board and look everyone up among the members.
absent_points = (
    select(standings.c.points)
    .select_from(
        members.outerjoin(
            standings,
            and_(
                standings.c.guild_id == members.c.guild_id,
                standings.c.member_id == members.c.member_id,
                _on_board,
            ),
        )
    )
    .where(members.c.guild_id == bindparam("guild_id"), _absent)
    .where(func.coalesce(standings.c.member_id, 0) != 0)
)
"""The points of the absent members on a board."""


class StandingStore:
    """The boards of all servers. Absent members (left, or hidden) are on none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def top(
        self, guild_id: int, board: str, topic: str, *, offset: int, limit: int
    ) -> list[Line]:
        """Return a page of a board: most points first, then by member id; no absent members."""
        which = {"guild_id": guild_id, "board": board, "topic": topic}
        async with self._db.read() as conn:
            rows = await conn.execute(_top, {**which, "start": offset, "count": limit})
            return [_line(row) for row in rows]

    async def line(self, guild_id: int, board: str, topic: str, member_id: int) -> Line | None:
        """Return a member's sums on a board."""
        which = {"guild_id": guild_id, "board": board, "topic": topic, "member_id": member_id}
        async with self._db.read() as conn:
            row = (await conn.execute(_one, which)).one_or_none()
        return _line(row) if row else None

    async def topics(self, guild_id: int, board: str, member_id: int) -> dict[str, Line]:
        """Return a member's sums by topic; the empty topic is the sum of all."""
        which = {"guild_id": guild_id, "board": board, "member_id": member_id}
        async with self._db.read() as conn:
            return {row.topic: _line(row) for row in await conn.execute(_by_topic, which)}

    async def above(
        self, guild_id: int, board: str, topic: str, points: Collection[int]
    ) -> dict[int, int]:
        """Return how many present members have more, for each of the points: a rank less one.

        Counts on the index and takes the few absent members away, so that no join is needed for
        each of many.
        """
        which = {"guild_id": guild_id, "board": board, "topic": topic}
        async with self._db.read() as conn:
            gone = (await conn.execute(absent_points, which)).scalars().all()
            return {
                own: (await conn.execute(_more, {**which, "points": own})).scalar_one()
                - sum(theirs > own for theirs in gone)
                for own in points
            }

    async def size(self, guild_id: int, board: str, topic: str) -> int:
        """Return how many present members are on a board."""
        return (await self.above(guild_id, board, topic, [-1]))[-1]


def _line(row: Row[Any]) -> Line:
    return Line(row.member_id, row.points, row.score_milli, row.answered, row.correct)
