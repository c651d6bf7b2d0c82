"""A member's answers by local date, counted where they are: in the ledger.

SQLite knows no time zones, so it is told when the days of the span begin: in runs of days of 24
hours, and one by one where a clock change makes a day shorter or longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, case, func, literal_column, select, type_coerce

from bot.domain.streaks import A_DAY, start_of
from bot.store.tables import awards, rounds
from bot.store.times import EPOCH, MILLISECOND

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

DAY_MS = A_DAY // MILLISECOND

_opened = type_coerce(rounds.c.opens_at, BigInteger)
_at = type_coerce(awards.c.at, BigInteger)
_mine: tuple[ColumnElement[bool], ...] = (
    awards.c.guild_id == bindparam("guild_id"),
    awards.c.member_id == bindparam("member_id"),
    literal_column("awards.source = 'round' AND awards.reason = 'answer'"),  # ix_awards_answered
)
first_opened = (
    select(rounds.c.opens_at)
    .join(awards, awards.c.source_id == rounds.c.id)
    .where(*_mine)
    .order_by(awards.c.at, awards.c.id)
    .limit(1)
)
"""When the question of a member's first award opened."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Days in a row that are equally long."""

    number: int
    """Of the first of them, from 0."""
    start: int
    end: int
    """In milliseconds since 1970; the end is the start of the next run."""
    length: int
    """Of a day, in milliseconds."""


async def answered_by_day(
    conn: AsyncConnection, guild_id: int, member_id: int, days: Sequence[date], zone: str
) -> dict[date, int]:
    """Return how many questions a member answered of those asked on each of some days.

    Args:
        conn: reads.
        guild_id: the server.
        member_id: the member.
        days: consecutive local dates; those without an answer are left out of what is returned.
        zone: the IANA zone they are of.
    """
    query = counted(days[0], len(days), zone)
    found = await conn.execute(query, {"guild_id": guild_id, "member_id": member_id})
    return {days[row[0]]: row[1] for row in found}


@lru_cache(maxsize=64)
def counted(first: date, count: int, zone: str) -> Select[Any]:
    """Return the statement that counts by the number of the day, for all members of a zone."""
    runs = _runs(first, count, zone)
    number = _number(runs)
    return (
        select(number, func.count())
        .join(awards, awards.c.source_id == rounds.c.id)
        .where(*_mine, _at >= runs[0].start, _opened >= runs[0].start, _opened < runs[-1].end)
        .group_by(number)
    )


def _runs(first: date, count: int, zone: str) -> list[_Run]:
    ends = [first + n * A_DAY for n in range(count + 1)]
    starts = [(start_of(day, zone) - EPOCH) // MILLISECOND for day in ends]
    runs: list[_Run] = []
    for number, (start, end) in enumerate(pairwise(starts)):
        if runs and runs[-1].length == end - start:
            runs[-1] = _Run(runs[-1].number, runs[-1].start, end, end - start)
        else:
            runs.append(_Run(number, start, end, end - start))
    return runs


def _number(runs: Sequence[_Run]) -> ColumnElement[Any]:
    """Return the number of the day, from 0, on which a question opened.

    A date that a zone left out altogether is a run of no length, in which nothing opens.
    """
    return case(
        *(
            (_opened < run.end, run.number + (_opened - run.start) // max(run.length, 1))
            for run in runs
        )
    )
