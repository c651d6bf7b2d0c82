"""Reading how members move: ranks of a week ago, and who has improved.

Both compare what is kept anyway: a board less what was earned since is the board as it was then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, literal, select

from bot.domain.standings import FEWEST_ANSWERS, mean_percent
from bot.store.boards import rate_of
from bot.store.standings import Board, Line, Order
from bot.store.tables import standings
from bot.store.walks import is_present

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Select

    from bot.store.database import Database
    from bot.store.standings import StandingStore

MOST = 1000
"""The most members that a list of who improved has."""

_mean = bindparam("mean", type_=standings.c.rate.type)
_now = standings.alias("now")
_since = standings.alias("since")


def _before(name: str) -> ColumnElement[int]:
    return _now.c[name] - func.coalesce(_since.c[name], 0)


def _joined(*columns: ColumnElement[Any]) -> Select[Any]:
    """Return the statement that sets a board beside the one of what came since."""
    same = and_(
        _since.c.guild_id == _now.c.guild_id,
        _since.c.board == bindparam("since"),
        _since.c.topic == _now.c.topic,
        _since.c.member_id == _now.c.member_id,
    )
    return (
        select(_now.c.member_id, *columns)
        .select_from(_now.outerjoin(_since, same))
        .where(
            _now.c.guild_id == bindparam("guild_id"),
            _now.c.board == bindparam("board"),
            _now.c.topic == bindparam("topic"),
            _now.c.member_id.between(1, bindparam("newest")),
            is_present(_now),
        )
    )


def _ranks(value: ColumnElement[int], *on_board: ColumnElement[bool]) -> Select[Any]:
    held = _joined(value.label("value")).where(*on_board).subquery()
    return select(held.c.member_id, func.rank().over(order_by=held.c.value.desc()))


_by_order = {
    Order.POINTS: _ranks(_before("points"), _before("points") > 0),
    Order.RATE: _ranks(
        rate_of(_before("score_milli"), _before("answered"), _mean),
        _before("answered") >= FEWEST_ANSWERS,
    ),
}


class TrendStore:
    """Compares boards.

    Args:
        db: the database.
        standings: the boards.
    """

    def __init__(self, db: Database, standings: StandingStore) -> None:
        self._db = db
        self._standings = standings

    async def ranks_before(self, board: Board, since: str) -> dict[int, int]:
        """Return member -> rank on a board as it was before all that another one holds.

        Args:
            board: a season's, or that of all time.
            since: the name of a week's board, all of which counts for the other as well.
        """
        mean = await self._mean_before(board, board.name, [since])
        which = {
            "guild_id": board.guild_id,
            "board": board.name,
            "topic": board.topic,
            "newest": board.newest,
            "since": since,
            "mean": mean,
        }
        async with self._db.read() as conn:
            found = await conn.execute(_by_order[board.order], which)
            return {row[0]: row[1] for row in found}

    async def improved(
        self, board: Board, all_time: str, since: Collection[str]
    ) -> list[tuple[int, Line]]:
        """Return whose rate in a season is above that of all they answered before, and by how much.

        Both rest on eight answers at least. The most improved first (in millionths), then by member
        id; at most a thousand.

        Args:
            board: the season's.
            all_time: the name of the board of all time.
            since: the names of the season's board and of those of all seasons after it.
        """
        mean = await self._mean_before(board, all_time, since)
        query = _improved(board, all_time, since, mean)
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        return [
            (
                row.gain,
                Line(
                    row.member_id, row.points, row.score_milli, row.answered, row.correct, row.rate
                ),
            )
            for row in rows
        ]

    async def _mean_before(self, board: Board, name: str, since: Collection[str]) -> int:
        score, answered = (await self._standings.sums(board.guild_id, name)).get(
            board.topic, (0, 0)
        )
        for later in since:
            sums = await self._standings.sums(board.guild_id, later)
            less = sums.get(board.topic, (0, 0))
            score, answered = score - less[0], answered - less[1]
        return mean_percent(score, answered)


def _improved(board: Board, all_time: str, since: Collection[str], mean: int) -> Select[Any]:
    season, ever = standings.alias("season"), standings.alias("ever")
    of = (standings.c.guild_id == board.guild_id, standings.c.topic == board.topic)
    later = (
        select(
            standings.c.member_id,
            func.sum(standings.c.score_milli).label("score_milli"),
            func.sum(standings.c.answered).label("answered"),
        )
        .where(*of, standings.c.board.in_(list(since)))
        .group_by(standings.c.member_id)
        .subquery()
    )
    answered = ever.c.answered - later.c.answered
    before = rate_of(ever.c.score_milli - later.c.score_milli, answered, literal(mean))
    gain = season.c.rate - before
    mine = and_(
        ever.c.guild_id == season.c.guild_id,
        ever.c.board == all_time,
        ever.c.topic == season.c.topic,
        ever.c.member_id == season.c.member_id,
    )
    return (
        select(season, gain.label("gain"))
        .join(ever, mine)
        .join(later, later.c.member_id == season.c.member_id)
        .where(
            season.c.guild_id == board.guild_id,
            season.c.board == board.name,
            season.c.topic == board.topic,
            season.c.answered >= FEWEST_ANSWERS,
            season.c.member_id.between(1, board.newest),
            is_present(season),
            answered >= FEWEST_ANSWERS,
            gain > 0,
        )
        .order_by(gain.desc(), season.c.member_id)
        .limit(MOST)
    )
