"""Schedules: what is asked when and where. One transaction a method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError

from bot.domain.daily import Draft, Schedule
from bot.domain.round import AnswerStyle, ThreadPolicy
from bot.store.outbox import Chore, errand_row, put
from bot.store.tables import guilds, outbox, rounds, schedules

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Row, RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.schedule import Occurrence
    from bot.store.database import Database

T = TypeVar("T")


class NameTakenError(Exception):
    """The server has a schedule of that name."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that Viva decides on: the reason shown in lists, and what the admins are told."""

    reason: str
    notice: str


class ScheduleStore:
    """The schedules of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def due(self, now: datetime, limit: int) -> list[Schedule]:
        """Return the schedules whose next post is due, the longest overdue first."""
        query = (
            select(schedules)
            .where(schedules.c.next_at <= now)
            .order_by(schedules.c.next_at, schedules.c.id)
            .limit(limit)
        )
        return await self._all(query)

    async def of_guild(self, guild_id: int) -> list[Schedule]:
        """Return a server's schedules by name."""
        where = schedules.c.guild_id == guild_id
        return await self._all(select(schedules).where(where).order_by(schedules.c.name))

    async def get(self, schedule_id: int) -> Schedule | None:
        """Return a schedule by id."""
        found = await self._all(select(schedules).where(schedules.c.id == schedule_id))
        return found[0] if found else None

    async def add(self, draft: Draft, first: Occurrence, now: datetime) -> int:
        """Add a schedule and, with it, its server; return its id.

        Raises:
            NameTakenError: the server has one of that name (unique constraint).
        """
        row = _columns(draft) | {"created_at": now, "next_at": first.at, "next_day": first.day}

        async def work(conn: AsyncConnection) -> int:
            await conn.execute(_keep_guild, {"id": draft.guild_id, "zone": draft.zone})
            result = await conn.execute(insert(schedules).returning(schedules.c.id), row)
            return int(result.scalar_one())

        return await self._named(work)

    async def change(self, schedule: Schedule, next_: Occurrence | None) -> None:
        """Store an edited schedule; `next_` is None while it is paused.

        Raises:
            NameTakenError: another one of the server has that name.
        """
        row = _columns(schedule) | _next(next_)
        statement = update(schedules).where(schedules.c.id == schedule.id).values(**row)
        waiting = (
            update(rounds)
            .where(rounds.c.schedule_id == schedule.id, rounds.c.state == "posting")
            .values(channel_id=schedule.channel_id)
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)
            await conn.execute(waiting)

        await self._named(work)

    async def remove(self, schedule_id: int) -> bool:
        """Delete a schedule; its rounds stay. False when it was gone already."""

        async def work(conn: AsyncConnection) -> bool:
            result = await conn.execute(schedules.delete().where(schedules.c.id == schedule_id))
            return result.rowcount == 1

        return await self._db.writer.run(work)

    async def last_day(self, schedule_id: int) -> date | None:
        """Return the last local date whose slot was used (posted or skipped), or None."""
        query = select(func.max(rounds.c.day)).where(
            rounds.c.schedule_id == schedule_id, rounds.c.slot.not_like("now:%")
        )
        async with self._db.read() as conn:
            return (await conn.execute(query)).scalar_one_or_none()

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
            .values(paused_at=now, paused_reason=why.reason if why else "", **_next(None))
            .returning(
                schedules.c.id, schedules.c.guild_id, schedules.c.channel_id, schedules.c.created_by
            )
        )

        async def work(conn: AsyncConnection) -> int:
            paused = (await conn.execute(statement)).all()
            if why is not None:
                await put(conn, [_notice(row, why.notice, now) for row in paused])
            return len(paused)

        return await self._db.writer.run(work)

    async def resume(self, schedule_id: int, next_: Occurrence, now: datetime) -> None:
        """Let a schedule go on; what it still had to do on Discord is due at once.

        A reveal that was given up for want of a permission is taken up again.
        """
        go_on = (
            update(schedules)
            .where(schedules.c.id == schedule_id)
            .values(paused_at=None, paused_reason=None, **_next(next_))
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
            .values(**_next(next_))
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
        """Take the last skip back if its time is still to come; return when it will be posted."""
        last = (
            select(rounds.c.id, rounds.c.opens_at, rounds.c.day)
            .where(
                rounds.c.schedule_id == schedule.id,
                rounds.c.state == "skipped",
                rounds.c.opens_at > now,
            )
            .order_by(rounds.c.opens_at)
            .limit(1)
        )

        async def work(conn: AsyncConnection) -> datetime | None:
            row = (await conn.execute(last)).one_or_none()
            if row is None:
                return None
            await conn.execute(rounds.delete().where(rounds.c.id == row.id))
            back = update(schedules).where(
                schedules.c.id == schedule.id, schedules.c.paused_at.is_(None)
            )
            await conn.execute(back.values(next_at=row.opens_at, next_day=row.day))
            return row.opens_at  # type: ignore[no-any-return]

        return await self._db.writer.run(work)

    async def _all(self, query: Select[Any]) -> list[Schedule]:
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
        return [_schedule(row) for row in rows]

    async def _named(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        try:
            return await self._db.writer.run(work)
        except IntegrityError as error:
            if "schedules.name" in str(error.orig) or "schedules_guild_id" in str(error.orig):
                raise NameTakenError from error
            raise


_keep_guild = (
    insert(guilds)
    .values(id=bindparam("id"), zone=bindparam("zone"))
    .on_conflict_do_update(index_elements=["id"], set_={"left_at": None})
)
_use_slot = insert(rounds).on_conflict_do_nothing(index_elements=["schedule_id", "slot"])


def skipped_row(schedule: Schedule, at: datetime, day: date) -> dict[str, Any]:
    """Return the row of a round that was not posted, and never will be: it uses up its slot."""
    return {
        "guild_id": schedule.guild_id,
        "channel_id": schedule.channel_id,
        "schedule_id": schedule.id,
        "slot": day.isoformat(),
        "day": day,
        "question_id": "",
        "question_version": 0,
        "topic": "",
        "snapshot": "",
        "option_order": "",
        "seed": 0,
        "style": schedule.style.value,
        "thread": schedule.thread.value,
        "state": "skipped",
        "nonce": "",
        "opens_at": at,
        "closes_at": at,
        "give_up_at": at,
    }


def _next(occurrence: Occurrence | None) -> dict[str, Any]:
    return {
        "next_at": occurrence.at if occurrence else None,
        "next_day": occurrence.day if occurrence else None,
    }


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


_DRAFT_FIELDS = tuple(Draft.__dataclass_fields__)


def _columns(draft: Draft) -> dict[str, Any]:
    row = {name: getattr(draft, name) for name in _DRAFT_FIELDS}
    row["topics"] = " ".join(draft.topics)
    row["style"] = draft.style.value
    row["thread"] = draft.thread.value
    row["window_s"] = int(row.pop("window").total_seconds())
    row["grace_s"] = int(row.pop("grace").total_seconds())
    return row


def _schedule(row: RowMapping) -> Schedule:
    same = {
        name: row[name]
        for name in [
            "id",
            "guild_id",
            "channel_id",
            "created_by",
            "name",
            "weekdays",
            "minute",
            "zone",
            "min_difficulty",
            "max_difficulty",
            "ping_role_id",
            "paused_at",
            "next_at",
            "next_day",
        ]
    }
    return Schedule(
        **same,
        topics=tuple(row["topics"].split()),
        style=AnswerStyle(row["style"]),
        thread=ThreadPolicy(row["thread"]),
        window=timedelta(seconds=row["window_s"]),
        grace=timedelta(seconds=row["grace_s"]),
        paused_reason=row["paused_reason"] or "",
    )
