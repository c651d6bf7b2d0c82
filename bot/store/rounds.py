"""Rounds: claiming, opening, closing.

A state moves only from the states named, so a step that was done already changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy
from bot.store.mapping import order_text, round_of, snapshot_of
from bot.store.outbox import Chore, drop, errand_row, put
from bot.store.schedules import skipped_row
from bot.store.tables import answers, awards, outbox, rounds, schedules

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.daily import Schedule
    from bot.domain.question import Question
    from bot.domain.schedule import Occurrence
    from bot.store.database import Database

LIVE = ("posting", "open", "closed")
SHOWN = ("open", "closed", "revealed")


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


@dataclass(frozen=True, slots=True)
class Past:
    """A posted round with what a member made of it; None where there is nothing (yet)."""

    round: Round
    response: str | None
    score_milli: int | None
    points: int | None


class RoundStore:
    """The rounds of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------ claiming

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

    async def used(self, guild_ids: Collection[int]) -> list[tuple[int, str, str, datetime]]:
        """Return (guild, question, topic, last use) of every question a server was asked.

        Oldest use first within a server.
        """
        last = func.max(rounds.c.opens_at)
        query = (
            select(rounds.c.guild_id, rounds.c.question_id, rounds.c.topic, last)
            .where(rounds.c.guild_id.in_(guild_ids), rounds.c.question_id != "")
            .group_by(rounds.c.guild_id, rounds.c.question_id)
            .order_by(rounds.c.guild_id, last)
        )
        async with self._db.read() as conn:
            return [(r[0], r[1], r[2], r[3]) for r in await conn.execute(query)]

    # ------------------------------------------------------------------ reading

    async def get(self, round_id: int) -> Round | None:
        """Return a round by id; None also for a skipped one."""
        found = await self._all(rounds.c.id == round_id, rounds.c.snapshot != "")
        return found[0] if found else None

    async def live(self, after: int, limit: int) -> list[Round]:
        """Return rounds that are being posted, open, or closed but not revealed, by id."""
        query = (
            select(rounds)
            .where(rounds.c.state.in_(LIVE), rounds.c.id > after)
            .order_by(rounds.c.id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [round_of(row) for row in (await conn.execute(query)).mappings()]

    async def open_in(self, guild_id: int) -> list[Round]:
        """Return a server's open rounds, the newest first."""
        return await self._all(rounds.c.guild_id == guild_id, rounds.c.state == "open")

    async def to_close(self, now: datetime, limit: int) -> list[int]:
        """Return the ids of open rounds whose window is over."""
        query = (
            select(rounds.c.id)
            .where(rounds.c.state == "open", rounds.c.closes_at <= now)
            .order_by(rounds.c.closes_at)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return list((await conn.execute(query)).scalars())

    async def in_channel(self, channel_id: int) -> list[Round]:
        """Return a channel's live rounds."""
        return await self._all(rounds.c.channel_id == channel_id, rounds.c.state.in_(LIVE))

    async def by_message(self, message_ids: Collection[int]) -> list[Round]:
        """Return the rounds whose cards these messages are."""
        return await self._all(rounds.c.message_id.in_(message_ids))

    async def by_thread(self, thread_id: int) -> Round | None:
        """Return the round whose thread it is."""
        found = await self._all(rounds.c.thread_id == thread_id)
        return found[0] if found else None

    async def past(
        self, guild_id: int, member_id: int, *, offset: int, limit: int
    ) -> tuple[list[Past], int]:
        """Return a page of a server's posted rounds, the latest first, and how many there are."""
        shown = (rounds.c.guild_id == guild_id, rounds.c.state.in_(SHOWN))
        points = (
            select(func.sum(awards.c.points))
            .where(
                awards.c.source == "round",
                awards.c.source_id == rounds.c.id,
                awards.c.member_id == member_id,
            )
            .scalar_subquery()
        )
        query = (
            select(rounds, answers.c.response, answers.c.score_milli, points.label("earned"))
            .outerjoin(
                answers, and_(answers.c.round_id == rounds.c.id, answers.c.member_id == member_id)
            )
            .where(*shown)
            .order_by(rounds.c.opens_at.desc(), rounds.c.id.desc())
            .offset(offset)
            .limit(limit)
        )
        count = select(func.count()).select_from(rounds).where(*shown)
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
            total = (await conn.execute(count)).scalar_one()
        return [
            Past(round_of(r), r["response"], r["score_milli"], r["earned"]) for r in rows
        ], total

    async def counts(self, round_ids: Collection[int]) -> dict[int, int]:
        """Return how many members have answered each round."""
        query = (
            select(answers.c.round_id, func.count())
            .where(answers.c.round_id.in_(round_ids))
            .group_by(answers.c.round_id)
        )
        async with self._db.read() as conn:
            found = {row[0]: row[1] for row in await conn.execute(query)}
        return {round_id: found.get(round_id, 0) for round_id in round_ids}

    async def _all(self, *where: ColumnElement[bool]) -> list[Round]:
        query = select(rounds).where(*where).order_by(rounds.c.opens_at.desc(), rounds.c.id.desc())
        async with self._db.read() as conn:
            return [round_of(row) for row in (await conn.execute(query)).mappings()]

    # ------------------------------------------------------------------ moving on

    async def opened(self, round_: Round, message_id: int, now: datetime) -> bool:
        """Record the card: posting -> open, and put what dresses it into the outbox."""
        chores = [errand_row(kind, round_.guild_id, round_.id, now) for kind in dressing(round_)]

        async def work(conn: AsyncConnection) -> bool:
            if not await _state(conn, [round_.id], ("posting",), "open", message_id=message_id):
                return False
            await drop(conn, [round_.id], Chore.POST)
            await put(conn, chores)
            return True

        return await self._db.writer.run(work)

    async def has_thread(self, round_id: int, thread_id: int, chore: Chore) -> None:
        """Record the round's thread; the chore that opened it is done."""

        async def work(conn: AsyncConnection) -> None:
            this = update(rounds).where(rounds.c.id == round_id)
            await conn.execute(this.values(thread_id=thread_id))
            await drop(conn, [round_id], chore)

        await self._db.writer.run(work)

    async def thread_gone(self, round_id: int) -> None:
        """Forget a round's thread: it was deleted."""
        statement = update(rounds).where(rounds.c.id == round_id).values(thread_id=None)

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)

        await self._db.writer.run(work)

    async def seed_again(self, round_: Round, now: datetime) -> None:
        """Have the letters' reactions added to an open card once more."""
        if Chore.SEED not in dressing(round_):
            return
        chore = errand_row(Chore.SEED, round_.guild_id, round_.id, now)

        async def work(conn: AsyncConnection) -> None:
            await put(conn, [chore])

        await self._db.writer.run(work)

    async def close(self, round_ids: Sequence[int], now: datetime) -> list[int]:
        """Open -> closed: from here on answers are refused. Return those that moved."""
        query = select(rounds.c.id, rounds.c.guild_id).where(
            rounds.c.id.in_(round_ids), rounds.c.state == "open"
        )

        async def work(conn: AsyncConnection) -> list[int]:
            moving = (await conn.execute(query)).all()
            ids = [row.id for row in moving]
            if ids:
                await _state(conn, ids, ("open",), "closed")
                await drop(conn, ids)
                settle = [errand_row(Chore.SETTLE, r.guild_id, r.id, now) for r in moving]
                await put(conn, settle)
            return ids

        return await self._db.writer.run(work)

    async def revealed(self, round_: Round, message_id: int, now: datetime) -> bool:
        """Closed -> revealed, with what remains to be done on Discord."""
        kinds = [Chore.RETIRE]
        if round_.thread_policy is ThreadPolicy.REVEAL and round_.thread_id is None:
            kinds.append(Chore.DISCUSS)
        chores = [errand_row(kind, round_.guild_id, round_.id, now) for kind in kinds]

        async def work(conn: AsyncConnection) -> bool:
            state = {"reveal_message_id": message_id}
            if not await _state(conn, [round_.id], ("closed",), "revealed", **state):
                return False
            await drop(conn, [round_.id], Chore.REVEAL)
            await put(conn, chores)
            return True

        return await self._db.writer.run(work)

    async def end(self, round_ids: Sequence[int], state: RoundState) -> list[int]:
        """Void or fail rounds that are not graded yet; their chores are dropped.

        A closed round counts as graded once its `settle` is done: it is not voided any more.
        """
        settled = (
            ~select(outbox.c.id)
            .where(outbox.c.round_id == rounds.c.id, outbox.c.kind == Chore.SETTLE.value)
            .exists()
        )
        query = select(rounds.c.id).where(
            rounds.c.id.in_(round_ids),
            rounds.c.state.in_(LIVE),
            ~((rounds.c.state == "closed") & settled),
        )

        async def work(conn: AsyncConnection) -> list[int]:
            ids = list((await conn.execute(query)).scalars())
            if ids:
                await _state(conn, ids, LIVE, state.value)
                await drop(conn, ids)
            return ids

        return await self._db.writer.run(work)

    async def read_back(self, now: datetime, round_id: int | None = None) -> int:
        """Have an open round, or all, compared with what stands on Discord; return how many."""
        query = select(rounds.c.id, rounds.c.guild_id).where(rounds.c.state == "open")
        if round_id is not None:
            query = query.where(rounds.c.id == round_id)

        async def work(conn: AsyncConnection) -> int:
            found = (await conn.execute(query)).all()
            chores = [errand_row(Chore.READBACK, r.guild_id, r.id, now) for r in found]
            await put(conn, chores)
            return len(chores)

        return await self._db.writer.run(work)


def dressing(round_: Round) -> list[Chore]:
    """Return what a card gets once it is posted."""
    chores = []
    if round_.question.type.is_choice and round_.style is AnswerStyle.REACTIONS:
        chores.append(Chore.SEED)
    is_open = round_.question.type is QuestionType.OPEN
    if is_open or round_.thread_policy is ThreadPolicy.OPENING:
        chores.append(Chore.THREAD)
    return chores


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


async def _state(
    conn: AsyncConnection, ids: Sequence[int], before: Sequence[str], after: str, **values: Any
) -> bool:
    where = (rounds.c.id.in_(ids), rounds.c.state.in_(before))
    result = await conn.execute(update(rounds).where(*where).values(state=after, **values))
    return result.rowcount > 0


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
