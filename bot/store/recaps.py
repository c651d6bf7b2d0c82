"""Looking back: what was asked in a stretch of time, how it went, and what was posted about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select, union_all, update
from sqlalchemy.dialects.sqlite import insert

from bot.domain.question import from_snapshot
from bot.store.outbox import Chore, errand_row, finish, put
from bot.store.tables import awards, outbox, recaps, rounds, schedules, seasons

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.daily import Schedule
    from bot.store.database import Database

FORGOTTEN = timedelta(days=30)
"""Rounds that closed longer ago are not waited for."""
UNFINISHED = ("posting", "open", "closed")
GRADING = tuple(chore.value for chore in (Chore.SETTLE, Chore.SCORE, Chore.AWARD))


@dataclass(frozen=True, slots=True)
class Recap:
    """A message that looks back at a season, or at a week of a schedule."""

    id: int
    guild_id: int
    channel_id: int
    season_id: int | None
    schedule_id: int | None
    since: datetime
    """It covers what closed after this instant,"""
    until: datetime
    """and not after this one (of a season: before it)."""
    created_at: datetime
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class AskedRound:
    """A question that was asked, and how it went."""

    round_id: int
    channel_id: int
    message_id: int | None
    """Of the reveal."""
    day: date
    topic: str
    stem: str
    answered: int
    """Graded answers."""
    score_milli: int
    """The sum of their scores, each 0 to 1000."""
    took_part: int
    """Members with an award for it, graded or not."""

    @property
    def share(self) -> float | None:
        """The mean score, 0 to 1; None without graded answers."""
        return self.score_milli / 1000 / self.answered if self.answered else None


_now = bindparam("now", type_=seasons.c.ends_at.type)
_any_due = union_all(
    select(seasons.c.id).where(seasons.c.rolled_at.is_(None), seasons.c.ends_at <= _now),
    select(schedules.c.id).where(schedules.c.recap_at.is_not(None), schedules.c.recap_at <= _now),
).limit(1)


class RecapStore:
    """The recaps of all servers, and what they need to know."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------ of weeks

    async def is_any_due(self, now: datetime) -> bool:
        """Whether a season is over that was not dealt with, or a weekly recap is due."""
        async with self._db.read() as conn:
            return (await conn.execute(_any_due, {"now": now})).first() is not None

    async def due(
        self, now: datetime, limit: int, besides: Collection[int] = ()
    ) -> list[tuple[int, datetime]]:
        """Return (schedule id, when it was due) of the weekly recaps due, besides some."""
        query = (
            select(schedules.c.id, schedules.c.recap_at)
            .where(
                schedules.c.recap_at.is_not(None),
                schedules.c.recap_at <= now,
                schedules.c.id.not_in(besides),
            )
            .order_by(schedules.c.recap_at, schedules.c.id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [(row[0], row[1]) for row in await conn.execute(query)]

    async def latest(self, schedule_id: int) -> datetime | None:
        """Return until when a schedule's latest recap goes; None: it had none."""
        query = select(func.max(recaps.c.until)).where(recaps.c.schedule_id == schedule_id)
        async with self._db.read() as conn:
            until: datetime | None = (await conn.execute(query)).scalar_one()
        return until

    async def claim(
        self, schedule: Schedule, recap: Recap, next_at: datetime | None, *, wanted: bool
    ) -> bool:
        """Move a schedule's recap to the next week and, where one is wanted, have it posted.

        Idempotent: only while the recap is due at the end of the stretch that this one covers; and
        a schedule has one recap for each such end (unique constraint).
        """
        moving = (
            update(schedules)
            .where(schedules.c.id == schedule.id, schedules.c.recap_at == recap.until)
            .values(recap_at=next_at)
        )
        row = {
            "guild_id": recap.guild_id,
            "schedule_id": schedule.id,
            "channel_id": recap.channel_id,
            "since": recap.since,
            "until": recap.until,
            "created_at": recap.created_at,
        }
        adding = insert(recaps).on_conflict_do_nothing().returning(recaps.c.id)

        async def work(conn: AsyncConnection) -> bool:
            if not (await conn.execute(moving)).rowcount:
                return False
            if wanted:
                for recap_id in (await conn.execute(adding, row)).scalars().all():
                    errand = errand_row(
                        Chore.RECAP, recap.guild_id, None, recap.created_at, recap=recap_id
                    )
                    await put(conn, [errand])
            return True

        return await self._db.writer.run(work)

    # ------------------------------------------------------------------ posting

    async def get(self, recap_id: int) -> Recap | None:
        """Return a recap; None: what it was about is gone."""
        query = select(recaps).where(recaps.c.id == recap_id)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return _recap(row) if row is not None else None

    async def posted(self, recap_id: int, message_id: int, errand_id: int) -> None:
        """Note the message; the errand is done with it. Idempotent."""
        statement = (
            update(recaps)
            .where(recaps.c.id == recap_id, recaps.c.message_id.is_(None))
            .values(message_id=message_id)
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)
            await finish(conn, errand_id)

        await self._db.writer.run(work)

    # ------------------------------------------------------------------ what went on

    async def is_grading(self, guild_id: int, until: datetime) -> bool:
        """Whether points are still to be given for what closed before an instant."""
        ungraded = (
            select(outbox.c.id)
            .where(outbox.c.round_id == rounds.c.id, outbox.c.kind.in_(GRADING))
            .exists()
        )
        over = and_(rounds.c.guild_id == guild_id, rounds.c.closes_at < until)
        query = select(rounds.c.id).where(
            over, or_(rounds.c.state.in_(("posting", "open")), ungraded)
        )
        return await self._is_any(query.where(rounds.c.closes_at > until - FORGOTTEN))

    async def is_revealing(self, recap: Recap) -> bool:
        """Whether a question that a weekly recap covers is still to be revealed."""
        query = select(rounds.c.id).where(_covered(recap), rounds.c.state.in_(UNFINISHED))
        return await self._is_any(query)

    async def asked(self, recap: Recap) -> list[AskedRound]:
        """Return what was asked and revealed in the stretch, oldest first."""
        query = _asked(_covered(recap)).order_by(rounds.c.opens_at, rounds.c.id)
        async with self._db.read() as conn:
            return [_asked_round(row) for row in (await conn.execute(query)).all()]

    async def hardest(self, recap: Recap, fewest: int) -> AskedRound | None:
        """Return the question with the lowest mean score; None: none was answered enough.

        Args:
            recap: of a season; questions count that closed in it.
            fewest: so many graded answers a question needs.
        """
        answered = func.coalesce(func.sum(awards.c.answered), 0)
        share = func.sum(awards.c.score_milli) * 1.0 / answered
        query = _asked(_covered(recap)).having(answered >= fewest).order_by(share, rounds.c.id)
        async with self._db.read() as conn:
            row = (await conn.execute(query.limit(1))).one_or_none()
        return _asked_round(row) if row is not None else None

    async def _is_any(self, query: Select[Any]) -> bool:
        async with self._db.read() as conn:
            return (await conn.execute(query.limit(1))).first() is not None


def _covered(recap: Recap) -> ColumnElement[bool]:
    if recap.schedule_id is None:
        return and_(
            rounds.c.guild_id == recap.guild_id,
            rounds.c.closes_at >= recap.since,
            rounds.c.closes_at < recap.until,
        )
    return and_(
        rounds.c.guild_id == recap.guild_id,
        rounds.c.closes_at > recap.since,
        rounds.c.closes_at <= recap.until,
        rounds.c.schedule_id == recap.schedule_id,
    )


def _asked(where: ColumnElement[bool]) -> Select[Any]:
    of_round = and_(
        awards.c.source == "round",
        awards.c.source_id == rounds.c.id,
        awards.c.reason.startswith("answer"),
    )
    return (
        select(
            rounds.c.id,
            rounds.c.channel_id,
            rounds.c.reveal_message_id,
            rounds.c.day,
            rounds.c.topic,
            rounds.c.snapshot,
            func.coalesce(func.sum(awards.c.answered), 0).label("answered"),
            func.coalesce(func.sum(awards.c.score_milli), 0).label("score_milli"),
            func.count(awards.c.member_id.distinct()).label("took_part"),
        )
        .outerjoin(awards, of_round)
        .where(where, rounds.c.state == "revealed")
        .group_by(rounds.c.id)
    )


def _asked_round(row: Row[Any]) -> AskedRound:
    return AskedRound(
        round_id=row.id,
        channel_id=row.channel_id,
        message_id=row.reveal_message_id,
        day=row.day,
        topic=row.topic,
        stem=from_snapshot(row.snapshot).stem,
        answered=row.answered,
        score_milli=row.score_milli,
        took_part=row.took_part,
    )


def _recap(row: Row[Any]) -> Recap:
    return Recap(
        id=row.id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        season_id=row.season_id,
        schedule_id=row.schedule_id,
        since=row.since,
        until=row.until,
        created_at=row.created_at,
        message_id=row.message_id,
    )
