"""What streaks rest on: what a server was asked, and how its members stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from bot.domain.streaks import Asked, DaysOff, Past, Streak, day_of, days_asked
from bot.store.outbox import Chore
from bot.store.tables import (
    answers,
    frozen_days,
    guilds,
    members,
    outbox,
    rounds,
    vacations,
)
from bot.store.years import answered_by_day, first_opened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

T = TypeVar("T")

MARGIN = timedelta(days=2)
"""More than a local day: what is read begins so much before the instant it is about."""

_UNGRADED = ("posting", "open", "paused")
_is_graded = ~(
    rounds.c.state.in_(_UNGRADED)
    | select(outbox.c.id)
    .where(outbox.c.round_id == rounds.c.id, outbox.c.kind == Chore.SETTLE.value)
    .exists()
)
_DAILY = (rounds.c.quiz_id.is_(None), rounds.c.state.in_((*_UNGRADED, "closed", "revealed")))
asked = select(rounds.c.opens_at, _is_graded.label("is_graded")).where(*_DAILY)
"""The daily questions that count for streaks, of all servers."""

_zone = (
    select(
        func.coalesce(members.c.zone, guilds.c.zone).label("zone"),
        members.c.zone.is_not(None).label("is_own"),
    )
    .select_from(guilds)
    .outerjoin(
        members,
        and_(members.c.guild_id == guilds.c.id, members.c.member_id == bindparam("member_id")),
    )
    .where(guilds.c.id == bindparam("guild_id"))
)
_member = insert(members)
keep_streak = _member.on_conflict_do_update(
    index_elements=["guild_id", "member_id"],
    set_={
        name: _member.excluded[name]
        for name in ("streak", "best_streak", "freezes", "last_at", "kept_until")
    }
    | {"left_at": None},
)
keep_frozen = insert(frozen_days).on_conflict_do_nothing()
"""A day is repaired once: the primary key is server, member and day."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's streak, and what tells how it goes on."""

    streak: Streak
    past: Past


@dataclass(frozen=True, slots=True)
class Year:
    """What a member did on some days; what lies around them is told as well."""

    zone: str
    """IANA: where the member is."""
    answered: Mapping[date, int]
    """Day -> questions answered, of those asked on it and graded."""
    frozen: Sequence[date]
    off: Sequence[DaysOff]
    began_at: datetime | None
    """When the question of the member's first award opened."""


class StreakStore:
    """The streaks of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def zone(self, guild_id: int, member_id: int) -> tuple[str, bool]:
        """Return the IANA zone a member's days are of, and whether it is the member's own."""
        who = {"guild_id": guild_id, "member_id": member_id}
        async with self._db.read() as conn:
            row = (await conn.execute(_zone, who)).one_or_none()
        return ("UTC", False) if row is None else (row.zone, bool(row.is_own))

    async def standings(
        self, guild_id: int, member_ids: Collection[int], at: datetime
    ) -> dict[int, Standing]:
        """Return how members stand, for an answer to a question that opened at an instant.

        Whoever was never heard of stands at the beginning.
        """
        async with self._db.read() as conn:
            return await standings_of(conn, guild_id, member_ids, at)

    async def year(self, guild_id: int, member_id: int, days: Sequence[date]) -> Year:
        """Return what a member did on consecutive days of the zone they are in now."""
        who = {"guild_id": guild_id, "member_id": member_id}
        async with self._db.read() as conn:
            zone = (await conn.execute(_zone, who)).scalar_one_or_none() or "UTC"
            frozen = await _frozen(conn, guild_id, [member_id], days[0])
            off = await _off(conn, guild_id, [member_id], days[0])
            return Year(
                zone,
                await answered_by_day(conn, guild_id, member_id, days, zone),
                frozen.get(member_id, []),
                off.get(member_id, []),
                (await conn.execute(first_opened, who)).scalar_one_or_none(),
            )


async def standings_of(
    conn: AsyncConnection, guild_id: int, member_ids: Collection[int], at: datetime
) -> dict[int, Standing]:
    """Return how members stand; see `StreakStore.standings`."""
    servers = await zone_of(conn, guild_id)
    query = select(members).where(*_of(members, guild_id, member_ids))
    rows = {row.member_id: row for row in await conn.execute(query)}
    streaks = {member_id: streak_of(row) for member_id, row in rows.items()}
    since = min([s.last_at for s in streaks.values() if s.last_at] + [at]) - MARGIN
    near = asked.where(rounds.c.guild_id == guild_id, rounds.c.opens_at >= since)
    questions = [Asked(row.opens_at, bool(row.is_graded)) for row in await conn.execute(near)]
    late = [who for who, streak in streaks.items() if streak.last_at and streak.last_at > at]
    answered = await _answered(conn, guild_id, late, at - MARGIN) if late else {}
    off = await _off(conn, guild_id, member_ids, since.date())
    frozen = await _frozen(conn, guild_id, member_ids, since.date())
    zones = {who: (rows[who].zone if who in rows else None) or servers for who in member_ids}
    days = {zone: days_asked(questions, zone) for zone in set(zones.values())}
    return {
        who: Standing(
            streaks.get(who, Streak()),
            Past(
                zone,
                days[zone],
                frozenset(day_of(opened, zone) for opened in answered.get(who, ())),
                tuple(off.get(who, ())),
                frozenset(frozen.get(who, ())),
            ),
        )
        for who, zone in zones.items()
    }


async def zone_of(conn: AsyncConnection, guild_id: int) -> str:
    """Return a server's IANA zone; UTC for one without a schedule."""
    query = select(guilds.c.zone).where(guilds.c.id == guild_id)
    return (await conn.execute(query)).scalar_one_or_none() or "UTC"


async def _answered(
    conn: AsyncConnection, guild_id: int, member_ids: Collection[int], since: datetime
) -> dict[int, list[datetime]]:
    """Return when the graded questions that members answered opened."""
    query = (
        select(answers.c.member_id, rounds.c.opens_at)
        .join(rounds, rounds.c.id == answers.c.round_id)
        .where(*_DAILY, _is_graded, rounds.c.guild_id == guild_id, rounds.c.opens_at >= since)
        .where(answers.c.member_id.in_(member_ids))
    )
    return _gathered((row.member_id, row.opens_at) for row in await conn.execute(query))


async def _off(
    conn: AsyncConnection, guild_id: int, member_ids: Collection[int], since: date
) -> dict[int, list[DaysOff]]:
    which = (*_of(vacations, guild_id, member_ids), vacations.c.last_day >= since)
    query = select(vacations).where(*which).order_by(vacations.c.first_day)
    rows = await conn.execute(query)
    return _gathered((r.member_id, DaysOff(r.first_day, r.last_day)) for r in rows)


async def _frozen(
    conn: AsyncConnection, guild_id: int, member_ids: Collection[int], since: date
) -> dict[int, list[date]]:
    which = (*_of(frozen_days, guild_id, member_ids), frozen_days.c.day >= since)
    query = select(frozen_days.c.member_id, frozen_days.c.day).where(*which)
    return _gathered((row.member_id, row.day) for row in await conn.execute(query))


def _gathered(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for who, what in pairs:
        found.setdefault(who, []).append(what)
    return found


def _of(table: Any, guild_id: int, member_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401
    return table.c.guild_id == guild_id, table.c.member_id.in_(member_ids)


def streak_of(row: Row[Any]) -> Streak:
    """Return the streak in a row of `members`."""
    return Streak(row.streak, row.best_streak, row.freezes, row.last_at, row.kept_until)


def streak_rows(guild_id: int, streaks: Mapping[int, Streak]) -> list[dict[str, Any]]:
    """Return the parameters of `keep_streak`, for members and their streaks."""
    return [
        {
            "guild_id": guild_id,
            "member_id": who,
            "streak": streak.days,
            "best_streak": streak.best,
            "freezes": streak.freezes,
            "last_at": streak.last_at,
            "kept_until": streak.kept_until,
        }
        for who, streak in streaks.items()
    ]


def frozen_rows(guild_id: int, repaired: Mapping[int, Collection[date]]) -> list[dict[str, Any]]:
    """Return the parameters of `keep_frozen`, for members and the days that were repaired."""
    return [
        {"guild_id": guild_id, "member_id": who, "day": day}
        for who, days in repaired.items()
        for day in days
    ]
