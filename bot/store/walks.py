"""The statements that read boards: along their indexes, in one trip to the database each.

A board's index holds all its lines, also of who is not shown: members who hide or left, accounts
that are too new, erased members. These are few. So lines are counted, and skipped, on the index
alone, and who is not shown is taken away by what they have, which is looked up one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from bot.store.tables import members, standings

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause, Select

_absent = members.c.left_at.is_not(None) | members.c.hidden
_on_board = and_(
    standings.c.guild_id == bindparam("guild_id"),
    standings.c.board == bindparam("board"),
    standings.c.topic == bindparam("topic"),
)
_number = standings.c.member_id + literal_column("0", Integer)
"""The member's id; adding nothing keeps SQLite from looking it up instead of walking the board."""
_newest = bindparam("newest", type_=BigInteger)
_is_listed = _number.between(literal_column("1"), _newest)
"""Erased members have ids below 1."""
_there = bindparam("value", type_=Integer)
_beside = bindparam("member", type_=BigInteger)


def is_present(line: FromClause) -> ColumnElement[bool]:
    """Return the condition that the member of a line neither left nor hides."""
    theirs = (
        members.c.guild_id == line.c.guild_id,
        members.c.member_id == line.c.member_id,
    )
    return ~select(members.c.member_id).where(*theirs, _absent).exists()


class Walk:
    """The statements for boards of one order.

    They are made once: making one, and finding it in SQLAlchemy's cache, takes longer than SQLite
    does to answer most of them.

    Args:
        value: what boards are ordered by, as in their index.
        on_board: what else holds of a line on a board, as it stands in the index.

    Attributes:
        top: the first lines.
        page: a stretch of lines, further down.
        absent: what absent members have.
        counts: how many lines are in each of several bands of values.
        near: the lines around a place: which of four (tied above, above, tied below, below), and
            the line.
    """

    def __init__(self, value: ColumnElement[int], *on_board: ColumnElement[bool]) -> None:
        self._value = value
        self._here = and_(_on_board, *on_board)
        self.absent = self._absent()
        self._gone = union_all(
            self.absent,
            self._of(value, standings.c.member_id).where(standings.c.member_id < 1),
            self._of(value, standings.c.member_id).where(standings.c.member_id > _newest),
        ).cte("gone")
        self._gone = self._gone.prefix_with("MATERIALIZED")
        self._best_first = (value.desc(), standings.c.member_id)
        self.top = self._shown().order_by(*self._best_first).limit(bindparam("count"))
        self.page = self._page()
        self.counts = self._counts()
        self.near = self._near()

    def _of(self, *columns: Any) -> Select[Any]:
        return select(*columns).select_from(standings).where(self._here)

    def _shown(self, *columns: Any) -> Select[Any]:
        listed = self._of(*(columns or (standings,))).where(_is_listed)
        return listed.where(is_present(standings))

    def _absent(self) -> Select[Any]:
        """The outer join makes SQLite begin with the absent members.

        Of an inner join it would walk the whole board and look everyone up among the members.
        """
        theirs = and_(
            standings.c.guild_id == members.c.guild_id,
            standings.c.member_id == members.c.member_id,
            self._here,
        )
        return (
            select(self._value.label("value"), standings.c.member_id)
            .select_from(members.outerjoin(standings, theirs))
            .where(members.c.guild_id == bindparam("guild_id"), _absent)
            .where(func.coalesce(standings.c.member_id, 0).between(1, _newest))
        )

    def _page(self) -> Select[Any]:
        """From the line where the page would begin if all were shown, on.

        As many shown lines are skipped there as lines before it are not shown.
        """
        gone, value = self._gone.c, self._value
        there = self._of(value.label("value"), standings.c.member_id)
        there = there.order_by(*self._best_first).offset(bindparam("start")).limit(1)
        held = there.cte("there").prefix_with("MATERIALIZED")
        at, beside = select(held.c.value).scalar_subquery(), select(held.c.member_id)
        number = beside.scalar_subquery()
        before = or_(gone.value > at, and_(gone.value == at, gone.member_id < number))
        skipped = select(func.count()).select_from(self._gone).where(before)
        return (
            self._shown()
            .where(value <= at, ~and_(value == at, _number < number))
            .order_by(*self._best_first)
            .offset(skipped.scalar_subquery())
            .limit(bindparam("count"))
        )

    def _counts(self) -> Select[Any]:
        """Bands are pairs in JSON: from above the first value up to the second one."""
        pair = func.json_each(bindparam("bands", type_=String)).table_valued("value").c.value
        low, high = (func.json_extract(pair, f"$[{at}]", type_=Integer) for at in (0, 1))
        band = select(low.label("low"), high.label("high")).cte("band").prefix_with("MATERIALIZED")
        mine = self._value > band.c.low, self._value <= band.c.high
        all_ = self._of(func.count()).where(*mine).correlate(band).scalar_subquery()
        theirs = self._gone.c.value > band.c.low, self._gone.c.value <= band.c.high
        gone = select(func.count()).select_from(self._gone).where(*theirs).correlate(band)
        return select(band.c.low, all_ - gone.scalar_subquery())

    def _near(self) -> Select[Any]:
        value, best_first = self._value, self._best_first
        worst_first = (value.asc(), standings.c.member_id.desc())
        tied = value.between(_there, _there)  # equality would make SQLite sort by member instead
        sides = (
            (tied, _number < _beside, worst_first),
            (value > _there, None, worst_first),
            (tied, _number > _beside, best_first),
            (value < _there, None, best_first),
        )
        found = []
        for side, (by_value, by_member, order) in enumerate(sides):
            one = self._shown(literal_column(str(side), Integer).label("side"), standings)
            one = one.where(by_value) if by_member is None else one.where(by_value, by_member)
            found.append(select(one.order_by(*order).limit(1).subquery()))
        return select(union_all(*found).subquery())
