"""Schedules: what is asked when and where. One transaction a method."""

from __future__ import annotations

from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, case, func, literal, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError

from bot.domain.daily import Draft, Schedule
from bot.domain.exhaustion import Told
from bot.domain.round import AnswerStyle, ThreadPolicy
from bot.store.tables import guilds, rounds, schedules
from bot.store.times import Day, Instant

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date, datetime

    from sqlalchemy import Row, Select, Update
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.schedule import Occurrence
    from bot.store.database import Database

T = TypeVar("T")


class NameTakenError(Exception):
    """The server has a schedule of that name."""


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

    async def coming(
        self, after: tuple[datetime, int], until: datetime, limit: int
    ) -> list[Schedule]:
        """Return schedules that post after (instant, id) and until an instant, in that order."""
        place = tuple_(schedules.c.next_at, schedules.c.id)
        query = (
            select(schedules)
            .where(
                place > tuple_(literal(after[0], Instant), after[1]), schedules.c.next_at <= until
            )
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

    async def add(
        self, draft: Draft, first: Occurrence, now: datetime, *, seed: int, told: Told
    ) -> int:
        """Add a schedule and, with it, its server; return its id.

        Args:
            draft: what it asks, when and where.
            first: its first post.
            now: the time.
            seed: what its picks follow from, 53 bits.
            told: what the admins are told about running out of questions.

        Raises:
            NameTakenError: the server has one of that name (unique constraint).
        """
        row = _columns(draft) | {
            "recap_at": draft.next_recap(now),
            "created_at": now,
            "next_at": first.at,
            "next_day": first.day,
            "seed": seed,
            "announced": int(told),
        }

        async def work(conn: AsyncConnection) -> int:
            await conn.execute(_keep_guild, {"id": draft.guild_id, "zone": draft.zone})
            result = await conn.execute(insert(schedules).returning(schedules.c.id), row)
            schedule_id = int(result.scalar_one())
            await conn.execute(_follow(draft))
            return schedule_id

        return await self._named(work)

    async def change(self, schedule: Schedule, next_: Occurrence, now: datetime) -> None:
        """Store an edited schedule; one that is paused by now stays so, and has no next post.

        Args:
            schedule: as it is from now on.
            next_: its next post.
            now: the time; the next weekly recap is due after it.

        Raises:
            NameTakenError: another one of the server has that name.
        """
        runs = schedules.c.paused_at.is_(None)
        row = _columns(schedule) | {
            "announced": int(schedule.told),
            "recap_at": schedule.next_recap(now),
            "next_at": case((runs, literal(next_.at, Instant))),
            "next_day": case((runs, literal(next_.day, Day))),
        }
        statement = update(schedules).where(schedules.c.id == schedule.id).values(**row)
        waiting = (
            update(rounds)
            .where(rounds.c.schedule_id == schedule.id, rounds.c.state == "posting")
            .values(channel_id=schedule.channel_id)
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)
            await conn.execute(waiting)
            await conn.execute(_follow(schedule))

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
            day: date | None = (await conn.execute(query)).scalar_one_or_none()
        return day

    async def _all(self, query: Select[Any]) -> list[Schedule]:
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
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


def _follow(draft: Draft) -> Update:
    """Give the server the schedule's zone, unless another one still uses the zone it has."""
    in_use = select(schedules.c.id).where(
        schedules.c.guild_id == draft.guild_id, schedules.c.zone == guilds.c.zone
    )
    return (
        update(guilds)
        .where(guilds.c.id == draft.guild_id, ~in_use.exists())
        .values(zone=draft.zone)
    )


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
        "key_version": 0,
        "topic": "",
        "snapshot": "",
        "option_order": "",
        "seed": 0,
        "reason": "",
        "revisit": False,
        "style": schedule.style.value,
        "thread": schedule.thread.value,
        "state": "skipped",
        "nonce": "",
        "opens_at": at,
        "closes_at": at,
        "give_up_at": at,
    }


def next_columns(occurrence: Occurrence | None) -> dict[str, Any]:
    """Return the columns that say when the schedule posts next."""
    return {
        "next_at": occurrence.at if occurrence else None,
        "next_day": occurrence.day if occurrence else None,
    }


_DRAFT_FIELDS = tuple(Draft.__dataclass_fields__)


def _columns(draft: Draft) -> dict[str, Any]:
    row = {name: getattr(draft, name) for name in _DRAFT_FIELDS}
    del row["recap"]
    row["topics"] = " ".join(draft.topics)
    row["style"] = draft.style.value
    row["thread"] = draft.thread.value
    row["window_s"] = int(row.pop("window").total_seconds())
    row["grace_s"] = int(row.pop("grace").total_seconds())
    return row


_NAMES = tuple(column.name for column in schedules.c)
_ALIKE = tuple(name for name in _NAMES if name in Schedule.__dataclass_fields__)
_alike = itemgetter(*map(_NAMES.index, _ALIKE))
_others = itemgetter(
    *map(
        _NAMES.index,
        ("topics", "style", "thread", "window_s", "grace_s", "announced", "recap_at"),
    )
)


def _schedule(row: Row[Any]) -> Schedule:
    """Return the schedule in a row of `schedules`; thousands are read within a second."""
    fields = dict(zip(_ALIKE, _alike(row), strict=True))
    topics, style, thread, window, grace, told, recap_at = _others(row)
    fields |= {
        "topics": tuple(topics.split()),
        "style": AnswerStyle(style),
        "thread": ThreadPolicy(thread),
        "paused_reason": fields["paused_reason"] or "",
        "recap": recap_at is not None,
    }
    return Schedule(
        **fields, window=timedelta(seconds=window), grace=timedelta(seconds=grace), told=Told(told)
    )
