"""Rounds: claiming, opening, closing.

A state moves only from the states named, so a step that was done already changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle, RoundState, ThreadPolicy
from bot.domain.snowflakes import stamp_of
from bot.store.barring import lift
from bot.store.outbox import Chore, correction_row, drop, errand_row, put
from bot.store.round_reading import LIVE, RoundReading
from bot.store.tables import outbox, quizzes, rounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.round import Round

GRADING = (Chore.SETTLE.value, Chore.SCORE.value)


class RoundStore(RoundReading):
    """The rounds of all servers."""

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
                await lift(conn, ids)
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
