"""Writing the boards: members' sums, the sums of all, and the rates that follow from both.

A member's rate (see `bot.domain.standings.rate`) depends on the mean of the board. The mean is kept
in whole percent; when it becomes another one, everybody on that board is rated anew, in the same
transaction. So a board is ordered by an index, whatever the mean, and is a function of the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, func, literal, select, tuple_, union_all, update
from sqlalchemy.dialects.sqlite import insert

from bot.domain.standings import ALL, MILLION, PRIOR_ANSWERS, mean_percent, rate
from bot.store.tables import awards, boards, standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, CompoundSelect
    from sqlalchemy.ext.asyncio import AsyncConnection

    Key = tuple[int, str, str]
    """A board: server, board, topic."""

SUMS = ("points", "score_milli", "answered", "correct")
_KEY = ("guild_id", "board", "topic")


def rate_of(
    score_milli: ColumnElement[int], answered: ColumnElement[int], mean: ColumnElement[int]
) -> ColumnElement[int]:
    """Return `bot.domain.standings.rate` in SQL; scores are never negative."""
    prior = mean * (PRIOR_ANSWERS * MILLION // 100)
    return (score_milli * (MILLION // 1000) + prior) // (answered + PRIOR_ANSWERS)


_mean_now = bindparam("mean", type_=standings.c.rate.type)
_new = insert(standings).values(
    {name: bindparam(name) for name in (*_KEY, "member_id", *SUMS, "rate")}
)
_sums = {name: standings.c[name] + _new.excluded[name] for name in SUMS}
_add = _new.on_conflict_do_update(
    index_elements=[*_KEY, "member_id"],
    set_=_sums | {"rate": rate_of(_sums["score_milli"], _sums["answered"], _mean_now)},
)
_total = insert(boards)
_keep = _total.on_conflict_do_update(
    index_elements=list(_KEY),
    set_={name: _total.excluded[name] for name in ("score_milli", "answered")},
)
_rerate = (
    update(standings)
    .where(*(standings.c[name] == bindparam(f"of_{name}") for name in _KEY))
    .values(rate=rate_of(standings.c.score_milli, standings.c.answered, _mean_now))
)


async def add_to_boards(conn: AsyncConnection, lines: Iterable[Mapping[str, Any]]) -> None:
    """Add lines of the ledger to all boards they count on."""
    places = [place for line in lines for place in _places(line)]
    if not places:
        return
    deltas: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for place in places:
        delta = deltas[_key(place)]
        delta[0] += place["score_milli"]
        delta[1] += place["answered"]
    before = await _totals(conn, deltas)
    after = {
        key: (before.get(key, (0, 0))[0] + score, before.get(key, (0, 0))[1] + answered)
        for key, (score, answered) in deltas.items()
    }
    means = {key: mean_percent(*sums) for key, sums in after.items()}
    await conn.execute(_keep, [_total_row(key, sums) for key, sums in after.items()])
    await conn.execute(_add, [_rated(place, means[_key(place)]) for place in places])
    moved = [key for key, sums in before.items() if mean_percent(*sums) != means[key]]
    if moved:
        await conn.execute(_rerate, [_moved_row(key, means[key]) for key in moved])


async def rebuild_boards(conn: AsyncConnection) -> None:
    """Make all boards from the ledger."""
    await conn.execute(standings.delete())
    await conn.execute(boards.delete())
    columns = [*_KEY, "member_id", *SUMS]
    await conn.execute(standings.insert().from_select(columns, _recomputed()))
    totals = select(
        *(standings.c[name] for name in _KEY),
        func.sum(standings.c.score_milli),
        func.sum(standings.c.answered),
    ).group_by(*(standings.c[name] for name in _KEY))
    await conn.execute(boards.insert().from_select([*_KEY, "score_milli", "answered"], totals))
    await conn.execute(_rate_all)


async def rate_server(conn: AsyncConnection, guild_id: int) -> None:
    """Rate everybody of a server anew, after sums went that nobody was rated by since."""
    await conn.execute(_rate_all.where(standings.c.guild_id == guild_id))


_mean = (
    select(
        case(
            (
                boards.c.answered > 0,
                (boards.c.score_milli + 5 * boards.c.answered) // (10 * boards.c.answered),
            ),
            else_=0,
        )
    )
    .where(*(boards.c[name] == standings.c[name] for name in _KEY))
    .scalar_subquery()
)
_rate_all = update(standings).values(
    rate=rate_of(standings.c.score_milli, standings.c.answered, _mean)
)


async def _totals(conn: AsyncConnection, keys: Iterable[Key]) -> dict[Key, tuple[int, int]]:
    query = select(boards).where(tuple_(*(boards.c[name] for name in _KEY)).in_(list(keys)))
    return {tuple(row[:3]): (row[3], row[4]) for row in await conn.execute(query)}


def _key(place: Mapping[str, Any]) -> Key:
    return place["guild_id"], place["board"], place["topic"]


def _total_row(key: Key, sums: tuple[int, int]) -> dict[str, Any]:
    return dict(zip(_KEY, key, strict=True)) | {"score_milli": sums[0], "answered": sums[1]}


def _moved_row(key: Key, mean: int) -> dict[str, Any]:
    return {f"of_{name}": value for name, value in zip(_KEY, key, strict=True)} | {"mean": mean}


def _rated(place: dict[str, Any], mean: int) -> dict[str, Any]:
    """Return the parameters for a member who is not on the board yet, or is."""
    return place | {"mean": mean, "rate": rate(place["score_milli"], place["answered"], mean)}


def _places(line: Mapping[str, Any]) -> list[dict[str, Any]]:
    sums = {name: line[name] for name in SUMS}
    who = {"guild_id": line["guild_id"], "member_id": line["member_id"]}
    return [
        {**who, **sums, "board": board, "topic": topic}
        for board in (ALL, line["season"], line["week"])
        for topic in ("", line["topic"])
    ]


def _recomputed() -> CompoundSelect[Any]:
    """Return the statement for all sums; it reads the ledger, which is long, once."""
    spans = [awards.c[name] for name in ("guild_id", "season", "week", "topic", "member_id")]
    sums = [func.sum(awards.c[name]).label(name) for name in SUMS]
    once = select(*spans, *sums).group_by(*spans).cte("once")
    once = once.prefix_with("MATERIALIZED")
    parts = []
    for board in (literal(ALL), once.c.season, once.c.week):
        for topic in (literal(""), once.c.topic):
            key = (once.c.guild_id, board, topic, once.c.member_id)
            totals = [func.sum(once.c[name]) for name in SUMS]
            parts.append(select(*key, *totals).group_by(*key))
    return union_all(*parts)
