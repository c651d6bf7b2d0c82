"""Reading the boards: pages, single lines, ranks, and who stands next to whom.

A board is ordered by an index, whatever it is ordered by, and what is not shown (members who hide
or left, accounts that are too new, erased members) is taken away where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Integer, and_, bindparam, func, literal_column, select

from bot.domain.standings import FEWEST_ANSWERS
from bot.store.tables import boards, members, standings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement, FromClause, Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


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
    newest: int = 2**63 - 1
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


class _Statements:
    """The statements for boards of one order, each along the board's own index.

    They are made once: making one, and finding it in SQLAlchemy's cache, takes longer than SQLite
    does to answer most of them.
    """

    def __init__(self, order: Order) -> None:
        value, member = standings.c[order.value], standings.c.member_id
        self.on_board: ColumnElement[bool] = and_(_on_board, _is_listed)
        if order is Order.RATE:  # as it stands in the index, which is not used otherwise
            enough: ColumnElement[int] = literal_column(str(FEWEST_ANSWERS))
            self.on_board = and_(self.on_board, standings.c.answered >= enough)
        best_first = (value.desc(), member)
        worst_first = (value.asc(), member.desc())
        here: ColumnElement[bool] = is_present(standings)
        there, beside = bindparam("value", type_=Integer), bindparam("member", type_=BigInteger)
        self.at = self._of(value, member).order_by(*best_first)
        self.at = self.at.offset(bindparam("start")).limit(1)
        self.from_there = (
            self._of(standings)
            .where(here, value <= there, ~and_(value == there, _number < beside))
            .order_by(*best_first)
            .offset(bindparam("skipped"))
            .limit(bindparam("count"))
        )
        self.more = self._of(func.count()).where(value > there)
        self.absent = absent_values(self.on_board, value)
        tied = value.between(there, there)  # equality would make SQLite sort by member instead
        one = self._of(standings).where(here).limit(1)
        self.next_up = (
            one.where(tied, _number < beside).order_by(*worst_first),
            one.where(value > there).order_by(*worst_first),
        )
        self.next_down = (
            one.where(tied, _number > beside).order_by(*best_first),
            one.where(value < there).order_by(*best_first),
        )

    def _of(self, *columns: Any) -> Select[Any]:
        return select(*columns).select_from(standings).where(self.on_board)


_absent = members.c.left_at.is_not(None) | members.c.hidden


def is_present(line: FromClause) -> ColumnElement[bool]:
    """Return the condition that the member of a line neither left nor hides."""
    theirs = (
        members.c.guild_id == line.c.guild_id,
        members.c.member_id == line.c.member_id,
    )
    return ~select(members.c.member_id).where(*theirs, _absent).exists()


_on_board = and_(
    standings.c.guild_id == bindparam("guild_id"),
    standings.c.board == bindparam("board"),
    standings.c.topic == bindparam("topic"),
)
_number = standings.c.member_id + literal_column("0", Integer)
"""The member's id; adding nothing keeps SQLite from looking it up instead of walking the board."""
_is_listed = _number.between(literal_column("1"), bindparam("newest"))
"""Erased members have ids below 1."""


def absent_values(on_board: ColumnElement[bool], value: ColumnElement[int]) -> Select[Any]:
    """Return the statement for what the absent members have on a board.

    The outer join makes SQLite begin with the absent members; of an inner join it would walk the
    whole board and look everyone up among the members.
    """
    theirs = and_(
        standings.c.guild_id == members.c.guild_id,
        standings.c.member_id == members.c.member_id,
        on_board,
    )
    return (
        select(value, standings.c.member_id)
        .select_from(members.outerjoin(standings, theirs))
        .where(members.c.guild_id == bindparam("guild_id"), _absent)
        .where(func.coalesce(standings.c.member_id, 0) != 0)
    )


STATEMENTS: Final = {order: _Statements(order) for order in Order}
_one = select(standings).where(_on_board, standings.c.member_id == bindparam("member_id"))
_by_topic = select(standings).where(
    standings.c.guild_id == bindparam("guild_id"),
    standings.c.board == bindparam("board"),
    standings.c.member_id == bindparam("member_id"),
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
        async with self._db.read() as conn:
            absent = await _absent_of(conn, board) if offset else []
            return await _page(conn, board, absent, offset, limit)

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
            return {row.topic: _line(row) for row in await conn.execute(_by_topic, which)}

    async def sums(self, guild_id: int, board: str) -> dict[str, tuple[int, int]]:
        """Return topic -> (sum of the scores in thousandths, answers) of all members ever."""
        which = {"guild_id": guild_id, "board": board}
        async with self._db.read() as conn:
            found = await conn.execute(_sums, which)
            return {row.topic: (row.score_milli, row.answered) for row in found}

    async def above(self, board: Board, values: Collection[int]) -> dict[int, int]:
        """Return how many present members have more, for each of the values: a rank less one.

        Counts on the index and takes the few absent members away, so that no join is needed for
        each of many.
        """
        more = STATEMENTS[board.order].more
        async with self._db.read() as conn:
            absent = await _absent_of(conn, board)
            return {
                own: (await conn.execute(more, _which(board) | {"value": own})).scalar_one()
                - sum(theirs > own for theirs, _ in absent)
                for own in values
            }

    async def size(self, board: Board) -> int:
        """Return how many present members are on a board."""
        return (await self.above(board, [-1]))[-1]

    async def neighbours(
        self, board: Board, value: int, member_id: int
    ) -> tuple[Line | None, Line | None]:
        """Return who stands next above and next below a place on the board."""
        statements = STATEMENTS[board.order]
        which = _which(board) | {"value": value, "member": member_id}
        async with self._db.read() as conn:
            return (
                await _first(conn, statements.next_up, which),
                await _first(conn, statements.next_down, which),
            )


async def _page(
    conn: AsyncConnection, board: Board, absent: Sequence[tuple[int, int]], offset: int, limit: int
) -> list[Line]:
    """Return a page, found by walking the index past whoever is before it, absent or not."""
    statements, which = STATEMENTS[board.order], _which(board)
    there = (await conn.execute(statements.at, which | {"start": offset})).one_or_none()
    if there is None:
        return []
    value, member_id = there
    before = sum((-theirs, who) < (-value, member_id) for theirs, who in absent)
    place = {"value": value, "member": member_id, "skipped": before, "count": limit}
    return [_line(row) for row in await conn.execute(statements.from_there, which | place)]


async def _absent_of(conn: AsyncConnection, board: Board) -> list[tuple[int, int]]:
    """Return the (value, member id) of the absent members on a board."""
    found = await conn.execute(STATEMENTS[board.order].absent, _which(board))
    return [(row[0], row[1]) for row in found]


async def _first(
    conn: AsyncConnection, queries: Sequence[Select[Any]], which: Mapping[str, Any]
) -> Line | None:
    for query in queries:
        row = (await conn.execute(query, which)).one_or_none()
        if row is not None:
            return _line(row)
    return None


def _which(board: Board) -> dict[str, Any]:
    return {
        "guild_id": board.guild_id,
        "board": board.name,
        "topic": board.topic,
        "newest": board.newest,
    }


def _line(row: Row[Any]) -> Line:
    return Line(row.member_id, row.points, row.score_milli, row.answered, row.correct, row.rate)
