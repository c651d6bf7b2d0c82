"""Days off. Those that are over stay, so that whatever is graded later knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.domain.streaks import A_DAY, DaysOff
from bot.store.tables import guilds, vacations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, timedelta

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

_keep_guild = insert(guilds).on_conflict_do_nothing(index_elements=["id"])
_days = (vacations.c.first_day, vacations.c.last_day)


class VacationStore:
    """The days off of all members."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def current(self, guild_id: int, member_id: int, today: date) -> DaysOff | None:
        """Return the days off that are not over, if any."""
        query = (
            select(*_days)
            .where(*_of(guild_id, member_id), vacations.c.last_day >= today)
            .order_by(vacations.c.first_day)
            .limit(1)
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return None if row is None else DaysOff(*row)

    async def take(
        self, guild_id: int, member_id: int, wish: DaysOff, span: timedelta, most: int
    ) -> DaysOff | None:
        """Keep days off, and return them together with those that they overlap.

        Idempotent: what overlaps becomes one row, so the same wish again changes nothing.

        Args:
            guild_id: the server.
            member_id: the member.
            wish: the days.
            span: days off that ended longer before the last of them do not count.
            most: so many days off within the span; None is returned where it would be more.
        """
        recent = select(*_days).where(
            *_of(guild_id, member_id), vacations.c.last_day > wish.last - span
        )
        overlapping = (
            delete(vacations)
            .where(
                *_of(guild_id, member_id),
                vacations.c.first_day <= wish.last,
                vacations.c.last_day >= wish.first,
            )
            .returning(*_days)
        )

        async def work(conn: AsyncConnection) -> DaysOff | None:
            lately = [DaysOff(*row) for row in await conn.execute(recent)]
            if len(_listed([wish, *lately], since=wish.last - span)) > most:
                return None
            await conn.execute(_keep_guild, {"id": guild_id, "zone": "UTC"})
            held = [wish, *(DaysOff(*row) for row in await conn.execute(overlapping))]
            whole = DaysOff(min(days.first for days in held), max(days.last for days in held))
            row = {"first_day": whole.first, "last_day": whole.last}
            await conn.execute(
                insert(vacations), {"guild_id": guild_id, "member_id": member_id, **row}
            )
            return whole

        return await self._db.writer.run(work)

    async def end(self, guild_id: int, member_id: int, today: date) -> None:
        """Make today the last day off; idempotent.

        Days off that begin tomorrow, as they may for who has travelled west since, are dropped.
        """
        mine = _of(guild_id, member_id)
        to_come = delete(vacations).where(*mine, vacations.c.first_day > today)
        shorten = (
            update(vacations).where(*mine, vacations.c.last_day > today).values(last_day=today)
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(to_come)
            await conn.execute(shorten)

        await self._db.writer.run(work)


def _listed(spans: Iterable[DaysOff], since: date) -> set[date]:
    """Return the days of all spans, each once, that are later than a day."""
    days = {
        span.first + n * A_DAY for span in spans for n in range((span.last - span.first).days + 1)
    }
    return {day for day in days if day > since}


def _of(guild_id: int, member_id: int) -> tuple[ColumnElement[bool], ...]:
    return vacations.c.guild_id == guild_id, vacations.c.member_id == member_id
