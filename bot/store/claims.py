"""Claims: a question is picked and stored for a slot before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.errors import NotFound
from bot.store.mapping import order_text, snapshot_of
from bot.store.outbox import PRIORITY, Chore, errand_row, put
from bot.store.schedules import skipped_row
from bot.store.tables import outbox, rounds, schedules
from bot.store.times import Instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.daily import Schedule
    from bot.domain.exhaustion import Told
    from bot.domain.question import Question
    from bot.domain.schedule import Occurrence
    from bot.domain.selection import Pick
    from bot.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A question picked for a schedule's slot, before anything is sent."""

    schedule: Schedule
    slot: str
    day: date
    question: Question
    order: tuple[int, ...]
    pick: Pick
    seed: int
    """What the pick follows from."""
    told: Told
    """What the admins know about running out of questions, with this claim's notice."""
    notice: str
    """What they are told of it now; empty for nothing."""
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
        if not moves:
            return []
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
            ids = await _claim(conn, claims, now)
            await _tell(conn, claims, now)
            return ids

        return await self._db.writer.run(work)

    async def claim(self, claim: Claim, now: datetime) -> int | None:
        """Claim a post outside the schedule's times; None when its slot is used already.

        Raises:
            NotFound: the schedule was removed.
        """
        there = select(schedules.c.id).where(schedules.c.id == claim.schedule.id)

        async def work(conn: AsyncConnection) -> int | None:
            if (await conn.execute(there)).first() is None:
                raise NotFound("That schedule was removed meanwhile.")
            ids = await _claim(conn, [claim], now)
            if ids:
                await _tell(conn, [claim], now)
            return ids[0] if ids else None

        return await self._db.writer.run(work)


_move_on = (
    update(schedules)
    .where(schedules.c.id == bindparam("sid"), schedules.c.next_at == bindparam("old"))
    .values(next_at=bindparam("new"), next_day=bindparam("new_day"))
)
_remember = (
    update(schedules).where(schedules.c.id == bindparam("sid")).values(announced=bindparam("told"))
)
_use_slot = insert(rounds).on_conflict_do_nothing(index_elements=["schedule_id", "slot"])
_highest = select(func.coalesce(func.max(rounds.c.id), 0))
_added = select(rounds.c.id).where(rounds.c.id > bindparam("before")).order_by(rounds.c.id)
_post = insert(outbox).from_select(
    ["kind", "guild_id", "round_id", "payload", "priority", "due_at", "attempts"],
    select(
        literal(Chore.POST.value),
        rounds.c.guild_id,
        rounds.c.id,
        literal("{}"),
        literal(PRIORITY[Chore.POST]),
        bindparam("now", type_=Instant),
        literal(0),
    ).where(rounds.c.id > bindparam("before"), rounds.c.state == "posting"),
)


async def _claim(conn: AsyncConnection, claims: Sequence[Claim], now: datetime) -> list[int]:
    """Insert rounds and their `post` chores; return the new rounds' ids.

    This transaction is the only one that writes, so what is above the highest id is what it added.
    That costs less than having every row returned.
    """
    if not claims:
        return []
    before = {"before": (await conn.execute(_highest)).scalar_one()}
    await conn.execute(_use_slot, [_row(claim) for claim in claims])
    await conn.execute(_post, before | {"now": now})
    return list((await conn.execute(_added, before)).scalars())


async def _tell(conn: AsyncConnection, claims: Sequence[Claim], now: datetime) -> None:
    """Have the admins told that a schedule runs out of questions, and remember that they are."""
    changed = [claim for claim in claims if claim.told is not claim.schedule.told]
    if changed:
        rows = [{"sid": claim.schedule.id, "told": int(claim.told)} for claim in changed]
        await conn.execute(_remember, rows)
    await put(conn, [_notice(claim, now) for claim in claims if claim.notice])


def _notice(claim: Claim, now: datetime) -> dict[str, Any]:
    schedule = claim.schedule
    return errand_row(
        Chore.NOTICE,
        schedule.guild_id,
        None,
        now,
        channel_id=schedule.channel_id,
        user_id=schedule.created_by,
        text=claim.notice,
    )


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
        "key_version": question.version,
        "topic": question.topic,
        "snapshot": snapshot_of(question),
        "option_order": order_text(claim.order),
        "seed": claim.seed,
        "reason": claim.pick.reason,
        "revisit": claim.pick.revisit,
        "style": schedule.style.value,
        "thread": schedule.thread.value,
        "state": "posting",
        "nonce": claim.nonce,
        "ping_role_id": schedule.ping_role_id,
        "opens_at": claim.opens_at,
        "closes_at": claim.closes_at,
        "give_up_at": claim.give_up_at,
    }
