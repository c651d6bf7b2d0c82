"""The board of streaks: who keeps one alive, the longest first.

Whether a streak is alive depends on the member's zone, freezes and days off, and on the latest
days that the group was asked: with `n` freezes, `n + 1` of them missed since the latest answer end
it. So for each zone in use and each number of freezes there is an instant that the latest answer
must have reached; SQLite compares with it as it walks `ix_members_streak`. Who was off lately is
worked out one by one. Both are exact: nothing is approximated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    String,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    values,
)

from bot.domain.standings import newest_ranked
from bot.domain.streaks import (
    A_DAY,
    MOST_FREEZES,
    Asked,
    day_of,
    days_asked,
    start_of,
    status,
)
from bot.store.streaks import asked, standings_of, zone_of
from bot.store.tables import members, rounds, vacations
from bot.store.times import EPOCH, Instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

FIRST_LOOK = 32
"""Questions read at first; more where these are of too few days."""
ENOUGH = MOST_FREEZES + 1
"""So many missed days end any streak."""
SERVERS = ""
"""Stands for the zone of who has none of their own."""

Cut = tuple[str, int, "datetime", "datetime"]
"""A zone, a number of freezes, when the day began that must not be missed, its last question."""


@dataclass(frozen=True, slots=True)
class StreakLine:
    """A member's streak on the board."""

    member_id: int
    days: int
    best: int


class StreakBoardStore:
    """The boards of streaks. Absent members (left, or hidden) and new accounts are on none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def top(
        self, guild_id: int, *, offset: int, limit: int, now: datetime
    ) -> list[StreakLine]:
        """Return a page of the board: the longest streak first, then by member id."""
        async with self._db.read() as conn:
            query = await board_query(conn, guild_id, now)
            rows = await conn.execute(query.offset(offset).limit(limit))
            return [StreakLine(*row) for row in rows]

    async def above(self, guild_id: int, days: Collection[int], now: datetime) -> dict[int, int]:
        """Return how many have a longer streak, for each of the lengths: a rank less one."""
        async with self._db.read() as conn:
            which = await alive(conn, guild_id, now)
            count = select(func.count()).select_from(members).where(*which)
            return {
                own: (await conn.execute(count.where(members.c.streak > own))).scalar_one()
                for own in days
            }

    async def neighbours(
        self, guild_id: int, own: StreakLine, now: datetime
    ) -> tuple[StreakLine | None, StreakLine | None]:
        """Return who stands next above and next below a place; None: nobody."""
        place = tuple_(-members.c.streak, members.c.member_id)
        mine = tuple_(literal(-own.days), literal(own.member_id))
        async with self._db.read() as conn:
            query = await board_query(conn, guild_id, now)
            up = query.where(members.c.streak >= own.days, place < mine).order_by(None)
            up = up.order_by(members.c.streak, members.c.member_id.desc()).limit(1)
            down = query.where(members.c.streak <= own.days, place > mine).limit(1)
            above, below = [(await conn.execute(which)).one_or_none() for which in (up, down)]
        return (
            None if above is None else StreakLine(*above),
            None if below is None else StreakLine(*below),
        )

    async def size(self, guild_id: int, now: datetime) -> int:
        """Return how many are on the board."""
        return (await self.above(guild_id, [0], now))[0]


async def board_query(conn: AsyncConnection, guild_id: int, now: datetime) -> Select[Any]:
    """Return the statement that reads a server's board, from the top."""
    return (
        select(members.c.member_id, members.c.streak, members.c.best_streak)
        .where(*await alive(conn, guild_id, now))
        .order_by(members.c.streak.desc(), members.c.member_id)
    )


async def alive(
    conn: AsyncConnection, guild_id: int, now: datetime
) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the members on a server's board: whose streak is alive."""
    zones = await _zones(conn, guild_id)
    days = await _latest_days(conn, guild_id, zones, now)
    cuts = _table([cut for zone in zones for cut in _cuts(zone, zones[zone], days[zone])])
    in_time = exists().where(
        cuts.c.zone == func.coalesce(members.c.zone, SERVERS),
        cuts.c.freezes == members.c.freezes,
        or_(
            members.c.last_at.is_(None),
            members.c.last_at >= cuts.c.since,
            members.c.kept_until > cuts.c.latest,
        ),
    )
    reach = [sorted(of_zone)[-ENOUGH:][0] for of_zone in days.values() if of_zone]
    off = await _alive_by_days_off(conn, guild_id, min(reach), now) if reach else []
    return (
        members.c.guild_id == guild_id,
        members.c.streak > 0,
        members.c.member_id >= 1,
        members.c.member_id <= newest_ranked(now),
        members.c.left_at.is_(None),
        members.c.hidden.is_(False),
        or_(in_time, members.c.member_id.in_(off)),
    )


async def _zones(conn: AsyncConnection, guild_id: int) -> dict[str, str]:
    """Return the zones that members of a server have chosen, and `SERVERS`, with their names."""
    chosen = (
        select(members.c.zone)
        .where(members.c.guild_id == guild_id, members.c.zone.is_not(None))
        .distinct()
    )
    names = (await conn.execute(chosen)).scalars().all()
    return {SERVERS: await zone_of(conn, guild_id)} | {name: name for name in names if name}


async def _latest_days(
    conn: AsyncConnection, guild_id: int, zones: Mapping[str, str], now: datetime
) -> dict[str, dict[date, datetime]]:
    """Return the latest days that could be missed, by zone: `ENOUGH` of them, or all there are."""
    query = asked.where(rounds.c.guild_id == guild_id).order_by(rounds.c.opens_at.desc())
    look = FIRST_LOOK
    while True:
        found = await conn.execute(query.limit(look))
        questions = [Asked(row.opens_at, bool(row.is_graded)) for row in found]
        is_all = len(questions) < look
        days = {key: _over(questions, zone, now, whole=is_all) for key, zone in zones.items()}
        if is_all or all(len(of_zone) >= ENOUGH for of_zone in days.values()):
            return days
        look *= 4


def _over(
    questions: Sequence[Asked], zone: str, now: datetime, *, whole: bool
) -> dict[date, datetime]:
    """Return the days asked that are over; of the earliest, more may have been asked than read."""
    today = day_of(now, zone)
    known = today if not questions else day_of(questions[-1].opened_at, zone)
    after = known - A_DAY if whole else known
    days = days_asked(questions, zone)
    return {day: latest for day, latest in days.items() if after < day < today}


def _cuts(key: str, zone: str, days: Mapping[date, datetime]) -> Iterable[Cut]:
    latest_first = sorted(days, reverse=True)
    for freezes in range(ENOUGH):
        if freezes < len(latest_first):
            day = latest_first[freezes]
            yield key, freezes, start_of(day, zone), days[day]
        else:
            yield key, freezes, EPOCH, EPOCH


def _table(cuts: Sequence[Cut]) -> Any:  # noqa: ANN401
    columns = (
        column("zone", String),
        column("freezes", Integer),
        column("since", Instant),
        column("latest", Instant),
    )
    return values(*columns, name="cuts").data(list(cuts)).cte("cuts")


async def _alive_by_days_off(
    conn: AsyncConnection, guild_id: int, since: date, now: datetime
) -> list[int]:
    """Return who was off lately and whose streak is alive.

    Whoever lost no day to days off since then would have missed enough to end any streak.
    """
    recent = (
        select(vacations.c.member_id)
        .where(vacations.c.guild_id == guild_id, vacations.c.last_day >= since)
        .distinct()
    )
    ids = (await conn.execute(recent)).scalars().all()
    if not ids:
        return []
    standings = await standings_of(conn, guild_id, ids, now)
    return [who for who, at in standings.items() if status(at.streak, at.past, now).days]
