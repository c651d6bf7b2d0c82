"""Pausing, resuming and skipping: whether and when a schedule posts next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.outbox import Chore, errand_row, put
from bot.store.schedules import next_columns, skipped_row
from bot.store.tables import outbox, rounds, schedules

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.daily import Schedule
    from bot.domain.schedule import Occurrence
    from bot.store.database import Database

_use_slot = insert(rounds).on_conflict_do_nothing(index_elements=["schedule_id", "slot"])


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that Viva decides on: the reason shown in lists, and what the admins are told."""

    reason: str
    notice: str


class PauseStore:
    """Whether the schedules of all servers run."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def pause(self, schedule_id: int, now: datetime, why: Pause | None = None) -> bool:
        """Pause a schedule; with `why` the admins are told. False when it was paused before."""
        return bool(await self._pause(schedules.c.id == schedule_id, now, why))

    async def pause_channel(self, channel_id: int, now: datetime, why: Pause) -> int:
        """Pause a channel's running schedules; return how many."""
        return await self._pause(schedules.c.channel_id == channel_id, now, why)

    async def pause_guild(self, guild_id: int, now: datetime, why: Pause) -> int:
        """Pause a server's running schedules; return how many."""
        return await self._pause(schedules.c.guild_id == guild_id, now, why)

    async def _pause(self, which: ColumnElement[bool], now: datetime, why: Pause | None) -> int:
        statement = (
            update(schedules)
            .where(which, schedules.c.paused_at.is_(None))
            .values(paused_at=now, paused_reason=why.reason if why else "", **next_columns(None))
            .returning(
                schedules.c.id, schedules.c.guild_id, schedules.c.channel_id, schedules.c.created_by
            )
        )

        async def work(conn: AsyncConnection) -> int:
            paused = (await conn.execute(statement)).all()
            if why is not None:
                told = {(row.guild_id, row.created_by): row for row in paused}
                await put(conn, [_notice(row, why.notice, now) for row in told.values()])
            return len(paused)

        return await self._db.writer.run(work)

    async def resume(self, schedule_id: int, next_: Occurrence, now: datetime) -> None:
        """Let a schedule go on; what it still had to do on Discord is due at once.

        A reveal that was given up for want of a permission is taken up again.
        """
        go_on = (
            update(schedules)
            .where(schedules.c.id == schedule_id)
            .values(paused_at=None, paused_reason=None, **next_columns(next_))
        )
        mine = select(rounds.c.id).where(rounds.c.schedule_id == schedule_id)
        hurry = update(outbox).where(outbox.c.round_id.in_(mine)).values(due_at=now)
        closed = select(rounds.c.id, rounds.c.guild_id).where(
            rounds.c.schedule_id == schedule_id,
            rounds.c.state == "closed",
            rounds.c.closes_at > now - timedelta(days=7),
            ~select(outbox.c.id).where(outbox.c.round_id == rounds.c.id).exists(),
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(go_on)
            await conn.execute(hurry)
            left = (await conn.execute(closed)).all()
            await put(conn, [errand_row(Chore.REVEAL, row[1], row[0], now) for row in left])

        await self._db.writer.run(work)

    async def skip(self, schedule: Schedule, next_: Occurrence) -> bool:
        """Skip the next post: its slot is used up. False when the schedule has moved on since."""
        move = (
            update(schedules)
            .where(schedules.c.id == schedule.id, schedules.c.next_at == schedule.next_at)
            .values(**next_columns(next_))
        )
        if schedule.next_at is None or schedule.next_day is None:
            return False
        slot = skipped_row(schedule, schedule.next_at, schedule.next_day)

        async def work(conn: AsyncConnection) -> bool:
            if (await conn.execute(move)).rowcount == 0:
                return False
            await conn.execute(_use_slot, [slot])
            return True

        return await self._db.writer.run(work)

    async def unskip(self, schedule: Schedule, now: datetime) -> datetime | None:
        """Take the last skip back if its time is still to come; return when it will be posted.

        Where the schedule's times were changed since, that is the skipped day's new time.
        """
        last = (
            select(rounds.c.id, rounds.c.opens_at, rounds.c.day)
            .where(
                rounds.c.schedule_id == schedule.id,
                rounds.c.state == "skipped",
                rounds.c.opens_at > now,
            )
            .order_by(rounds.c.opens_at.desc())
            .limit(1)
        )

        async def work(conn: AsyncConnection) -> datetime | None:
            row = (await conn.execute(last)).one_or_none()
            if row is None:
                return None
            await conn.execute(rounds.delete().where(rounds.c.id == row.id))
            next_ = schedule.recurrence.next_after(now, after_day=row.day - timedelta(days=1))
            back = update(schedules).where(
                schedules.c.id == schedule.id, schedules.c.next_at > next_.at
            )
            await conn.execute(back.values(**next_columns(next_)))
            return next_.at

        return await self._db.writer.run(work)


def _notice(row: Row[Any], text: str, now: datetime) -> dict[str, Any]:
    return errand_row(
        Chore.NOTICE,
        row.guild_id,
        None,
        now,
        channel_id=row.channel_id,
        user_id=row.created_by,
        text=text,
    )
