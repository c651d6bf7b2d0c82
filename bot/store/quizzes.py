"""Live quizzes: their state, who plays, and the rounds they consist of.

A quiz moves only from the state and the question it was read in, so that a step that was taken
already, or by somebody else, changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.quiz import Mode, Quiz, QuizState
from bot.store.outbox import Chore, errand_row, finish, put, renew
from bot.store.quiz_asking import QuizAsking
from bot.store.quiz_rows import (
    OVER,
    columns_of,
    follow_ups,
    join_row,
    keep_guild,
    player_row,
    quiz_of,
    step,
)
from bot.store.tables import quiz_players, quizzes, rounds

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.quiz import QuizDraft


class BusyError(Exception):
    """The channel has a quiz that is not over."""


class QuizStore(QuizAsking):
    """The quizzes of all servers."""

    # ------------------------------------------------------------------ the lobby

    async def add(
        self, draft: QuizDraft, state: QuizState, next_at: datetime, seed: int, now: datetime
    ) -> int:
        """Add a quiz, its host as the first player; return its id.

        Raises:
            BusyError: the channel has one (unique index).
        """
        row = columns_of(draft) | {
            "state": state.value, "next_at": next_at, "seed": seed, "created_at": now,
            "position": 0, "unanswered": 0, "paused": False,
        }  # fmt: skip

        async def work(conn: AsyncConnection) -> int:
            await conn.execute(keep_guild, {"id": draft.guild_id, "zone": "UTC"})
            added = await conn.execute(insert(quizzes).returning(quizzes.c.id), row)
            quiz_id = int(added.scalar_one())
            if draft.mode is not Mode.TEAMS:
                await conn.execute(join_row, player_row(quiz_id, draft.host_id, -1, 0, now))
            return quiz_id

        try:
            return await self._db.writer.run(work)
        except IntegrityError as error:
            raise BusyError from error

    async def join(self, quiz_id: int, member_id: int, team: int, now: datetime) -> bool:
        """Let a member in, or change their team; False when the quiz is over.

        Who joins after the first question of a survival quiz watches: they are out from the start.
        While that is open, they can still answer it.
        """
        query = select(quizzes.c.state, quizzes.c.position, quizzes.c.mode).where(
            quizzes.c.id == quiz_id
        )

        async def work(conn: AsyncConnection) -> bool:
            row = (await conn.execute(query)).one_or_none()
            if row is None or row.state in OVER:
                return False
            player = player_row(quiz_id, member_id, team, row.position, now)
            first_is_open = row.position == 1 and row.state == QuizState.ASKING.value
            late = row.mode == Mode.SURVIVAL.value and row.position > 0 and not first_is_open
            await conn.execute(join_row, player | {"out": row.position if late else None})
            return True

        return await self._db.writer.run(work)

    async def leave(self, quiz_id: int, member_id: int) -> bool:
        """Take a member out of the lobby; False when they were not in it or it has begun."""
        statement = delete(quiz_players).where(
            quiz_players.c.quiz_id == quiz_id,
            quiz_players.c.member_id == member_id,
            select(quizzes.c.id)
            .where(quizzes.c.id == quiz_id, quizzes.c.state == QuizState.LOBBY.value)
            .exists(),
        )

        async def work(conn: AsyncConnection) -> bool:
            return (await conn.execute(statement)).rowcount == 1

        return await self._db.writer.run(work)

    async def posted(self, quiz_id: int, message_id: int) -> None:
        """Record the message of the lobby."""
        statement = update(quizzes).where(quizzes.c.id == quiz_id).values(message_id=message_id)

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)

        await self._db.writer.run(work)

    # ------------------------------------------------------------------ playing

    async def move(self, quiz: Quiz, state: QuizState, next_at: datetime | None) -> bool:
        """Move a quiz on, if it still stands where it was read."""

        async def work(conn: AsyncConnection) -> bool:
            return await step(conn, quiz, state=state.value, next_at=next_at)

        return await self._db.writer.run(work)

    async def went_on(self, quiz_id: int, position: int, next_at: datetime | None) -> bool:
        """Asking -> between, after a question was revealed or withdrawn."""
        statement = (
            update(quizzes)
            .where(
                quizzes.c.id == quiz_id,
                quizzes.c.position == position,
                quizzes.c.state == QuizState.ASKING.value,
            )
            .values(state=QuizState.BETWEEN.value, next_at=next_at)
        )

        async def work(conn: AsyncConnection) -> bool:
            return (await conn.execute(statement)).rowcount == 1

        return await self._db.writer.run(work)

    async def end(
        self,
        quiz: Quiz,
        state: QuizState,
        last_round_id: int | None,
        now: datetime,
        *,
        rated: bool,
        reason: str = "",
    ) -> bool:
        """End a quiz; its finale is due next, and when it is rated the points of its rounds.

        A cancelled one, or one without a question, has no finale. The reason is shown in its lobby.
        """
        scored = select(rounds.c.id).where(
            rounds.c.quiz_id == quiz.id, rounds.c.graded_at.is_not(None)
        )

        async def work(conn: AsyncConnection) -> bool:
            values = {"state": state.value, "next_at": None, "ended_at": now, "rated": rated}
            if not await step(conn, quiz, **values, reason=reason):
                return False
            await renew(conn, follow_ups(quiz, now, pages=state is QuizState.CANCELLED))
            if state is QuizState.ENDED and last_round_id is not None:
                chores = [errand_row(Chore.FINALE, quiz.guild_id, last_round_id, now)]
                ids = (await conn.execute(scored)).scalars() if rated else ()
                chores += [errand_row(Chore.AWARD, quiz.guild_id, id_, now) for id_ in ids]
                await put(conn, chores)
            return True

        return await self._db.writer.run(work)

    async def shorten(self, quiz: Quiz) -> bool:
        """Have the question that is being revealed be the last; False when the quiz moved on."""

        async def work(conn: AsyncConnection) -> bool:
            repeats = " ".join(quiz.repeats[: quiz.position])
            values = {"count": quiz.position, "repeats": repeats}
            return await step(conn, quiz, **values, paused=False, paused_at=None)

        return await self._db.writer.run(work)

    async def shown(self, quiz_id: int, message_id: int, errand_id: int) -> None:
        """Record the message of the finale; its chore is done."""
        statement = update(quizzes).where(quizzes.c.id == quiz_id).values(finale_id=message_id)

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)
            await finish(conn, errand_id)

        await self._db.writer.run(work)

    async def abort(self, quiz_id: int, now: datetime, reason: str) -> bool:
        """Cancel a quiz wherever it stands; False when it was over."""
        whole = select(quizzes).where(quizzes.c.id == quiz_id, quizzes.c.state.not_in(OVER))
        statement = (
            update(quizzes)
            .where(quizzes.c.id == quiz_id)
            .values(
                state=QuizState.CANCELLED.value,
                next_at=None,
                ended_at=now,
                paused=False,
                paused_at=None,
                reason=reason,
            )
        )

        async def work(conn: AsyncConnection) -> bool:
            row = (await conn.execute(whole)).mappings().one_or_none()
            if row is None:
                return False
            await conn.execute(statement)
            await renew(conn, follow_ups(quiz_of(row), now))
            return True

        return await self._db.writer.run(work)
