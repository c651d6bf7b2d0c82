"""Rounds: claiming, opening, closing.

A state moves only from the states named, so a step that was done already changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, update

from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy, stamp_of
from bot.store.mapping import round_of
from bot.store.outbox import Chore, correction_row, drop, errand_row, put
from bot.store.tables import answers, awards, outbox, quizzes, rounds

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

LIVE = ("posting", "open", "paused", "closed")
GRADING = (Chore.SETTLE.value, Chore.SCORE.value)
SHOWN = ("open", "closed", "revealed")


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
        """Return a server's open rounds, the newest first; those of quizzes apart."""
        return await self._all(
            rounds.c.guild_id == guild_id, rounds.c.state == "open", rounds.c.quiz_id.is_(None)
        )

    async def recent(self, guild_id: int, channel_ids: Collection[int], limit: int) -> list[Round]:
        """Return the rounds posted in channels of a server, the latest first."""
        shown = (rounds.c.guild_id == guild_id, rounds.c.state.in_(SHOWN))
        return await self._all(*shown, rounds.c.channel_id.in_(channel_ids), limit=limit)

    async def to_close(self, now: datetime, limit: int) -> list[int]:
        """Return the ids of open rounds whose window is over; quizzes close their own."""
        query = (
            select(rounds.c.id)
            .where(
                rounds.c.state == "open",
                rounds.c.closes_at <= now,
                rounds.c.quiz_id.is_(None),
            )
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

    async def _all(self, *where: ColumnElement[bool], limit: int | None = None) -> list[Round]:
        latest = (rounds.c.opens_at.desc(), rounds.c.id.desc())
        query = select(rounds).where(*where).order_by(*latest).limit(limit)
        async with self._db.read() as conn:
            return [round_of(row) for row in (await conn.execute(query)).mappings()]

    # ------------------------------------------------------------------ moving on

    async def opened(self, round_: Round, message_id: int, now: datetime) -> bool:
        """Record the card: posting -> open, and put what dresses it into the outbox.

        The schedule's channel may have been changed since it was sent; the card is where it is.
        """
        card: dict[str, Any] = {"message_id": message_id, "channel_id": round_.channel_id}
        paused = select(quizzes.c.paused).where(quizzes.c.id == round_.quiz_id)
        if round_.quiz_id is not None:  # its short window begins when members see it
            opens_at = stamp_of(message_id)
            window = round_.closes_at - round_.opens_at
            card |= {"opens_at": opens_at, "closes_at": opens_at + window}
        chores = [errand_row(kind, round_.guild_id, round_.id, now) for kind in dressing(round_)]

        async def work(conn: AsyncConnection) -> bool:
            held = bool(round_.quiz_id and (await conn.execute(paused)).scalar_one_or_none())
            state = "paused" if held else "open"
            if not await _state(conn, [round_.id], ("posting",), state, **card):
                return await _orphaned(conn, round_, message_id, now)
            await drop(conn, [round_.id], Chore.POST)
            redraw = [errand_row(Chore.REFRESH, round_.guild_id, round_.id, now)] * held
            await put(conn, chores + redraw)
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
        """Closed -> revealed, with what remains to be done on Discord.

        What was re-scored between the grading and the reveal is announced now.
        """
        corrected = select(rounds.c.key_version).where(
            rounds.c.id == round_.id, rounds.c.key_version > rounds.c.question_version
        )
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
            version = (await conn.execute(corrected)).scalar_one_or_none()
            if version is not None:
                await put(conn, [correction_row(round_.guild_id, round_.id, version, now)])
            return True

        return await self._db.writer.run(work)

    async def end(self, round_ids: Sequence[int], state: RoundState) -> list[int]:
        """Void or fail rounds that are not graded yet; their chores are dropped.

        A closed round counts as graded once its `settle` is done: it is not voided any more.
        """
        settled = (
            ~select(outbox.c.id)
            .where(outbox.c.round_id == rounds.c.id, outbox.c.kind.in_(GRADING))
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


async def _orphaned(conn: AsyncConnection, round_: Round, message_id: int, now: datetime) -> bool:
    """Have the card of a round put right that was withdrawn while it was being sent."""
    withdrawn = update(rounds).where(
        rounds.c.id == round_.id, rounds.c.state == "void", rounds.c.message_id.is_(None)
    )
    if (await conn.execute(withdrawn.values(message_id=message_id))).rowcount:
        await put(conn, [errand_row(Chore.RETIRE, round_.guild_id, round_.id, now)])
    return False


async def _state(
    conn: AsyncConnection, ids: Sequence[int], before: Sequence[str], after: str, **values: Any
) -> bool:
    where = (rounds.c.id.in_(ids), rounds.c.state.in_(before))
    result = await conn.execute(update(rounds).where(*where).values(state=after, **values))
    return result.rowcount > 0
