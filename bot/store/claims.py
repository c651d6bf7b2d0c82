"""Claims: a question is picked and stored for a slot before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.mapping import order_text, snapshot_of
from bot.store.outbox import Chore, errand_row, put
from bot.store.schedules import skipped_row
from bot.store.tables import rounds, schedules

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.daily import Schedule
    from bot.domain.question import Question
    from bot.domain.schedule import Occurrence
    from bot.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A question picked for a schedule's slot, before anything is sent."""

    schedule: Schedule
    slot: str
    day: date
    question: Question
    order: tuple[int, ...]
    seed: int
    nonce: str
    opens_at: datetime
    closes_at: datetime
    give_up_at: datetime
    """When it is no longer posted if it could not be before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A schedule's due post turned into rounds: at most one to post, any number skipped."""

    schedule: Schedule
    next: Occurrence
    claim: Claim | None
    skipped: tuple[Occurrence, ...] = ()


class ClaimStore:
    """Claims the slots of all schedules."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def move(self, moves: Sequence[Move], now: datetime) -> list[int]:
        """Claim the posts of due schedules and set their next ones; return the new rounds' ids.

        Idempotent: a schedule that has moved on since it was read is left alone, and a slot that
        was used is not used again.
        """
        params = [
            {
                "sid": m.schedule.id,
                "old": m.schedule.next_at,
                "new": m.next.at,
                "new_day": m.next.day,
            }
            for m in moves
        ]
        ids = [m.schedule.id for m in moves]
        due = select(schedules.c.id, schedules.c.next_at).where(schedules.c.id.in_(ids))

        async def work(conn: AsyncConnection) -> list[int]:
            stand = {row.id: row.next_at for row in await conn.execute(due)}
            good = [m for m in moves if stand.get(m.schedule.id) == m.schedule.next_at]
            await conn.execute(_move_on, params)
            skipped = [skipped_row(m.schedule, o.at, o.day) for m in good for o in m.skipped]
            if skipped:
                await conn.execute(_use_slot, skipped)
            claims = [m.claim for m in good if m.claim is not None]
            return await _claim(conn, claims, now)

        return await self._db.writer.run(work)

    async def claim(self, claim: Claim, now: datetime) -> int | None:
        """Claim a post outside the schedule's times; None when its slot is used already."""

        async def work(conn: AsyncConnection) -> int | None:
            ids = await _claim(conn, [claim], now)
            return ids[0] if ids else None

        return await self._db.writer.run(work)

    async def used(self, guild_ids: Collection[int]) -> list[tuple[int, str, str]]:
        """Return (guild, question, topic) of every question a server was asked, once each.

        Within a server the one whose last use is longest ago comes first.
        """
        last = func.max(rounds.c.opens_at)
        query = (
            select(rounds.c.guild_id, rounds.c.question_id, rounds.c.topic)
            .where(rounds.c.guild_id.in_(guild_ids), rounds.c.question_id != "")
            .group_by(rounds.c.guild_id, rounds.c.question_id)
            .order_by(rounds.c.guild_id, last)
        )
        async with self._db.read() as conn:
            return [(r[0], r[1], r[2]) for r in await conn.execute(query)]


_move_on = (
    update(schedules)
    .where(schedules.c.id == bindparam("sid"), schedules.c.next_at == bindparam("old"))
    .values(next_at=bindparam("new"), next_day=bindparam("new_day"))
)
_use_slot = insert(rounds).on_conflict_do_nothing(index_elements=["schedule_id", "slot"])
_insert = _use_slot.returning(rounds.c.id, rounds.c.guild_id)


async def _claim(conn: AsyncConnection, claims: Sequence[Claim], now: datetime) -> list[int]:
    if not claims:
        return []
    made = (await conn.execute(_insert, [_row(claim) for claim in claims])).all()
    await put(conn, [errand_row(Chore.POST, r.guild_id, r.id, now) for r in made])
    return [row.id for row in made]


def _row(claim: Claim) -> Mapping[str, Any]:
    schedule, question = claim.schedule, claim.question
    return {
        "guild_id": schedule.guild_id,
        "channel_id": schedule.channel_id,
        "schedule_id": schedule.id,
        "slot": claim.slot,
        "day": claim.day,
        "question_id": question.id,
        "question_version": question.version,
        "topic": question.topic,
        "snapshot": snapshot_of(question),
        "option_order": order_text(claim.order),
        "seed": claim.seed,
        "style": schedule.style.value,
        "thread": schedule.thread.value,
        "state": "posting",
        "nonce": claim.nonce,
        "ping_role_id": schedule.ping_role_id,
        "opens_at": claim.opens_at,
        "closes_at": claim.closes_at,
        "give_up_at": claim.give_up_at,
    }
