"""The questions of live quizzes: asked, frozen, closed, judged and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from bot.domain.quiz import Mode, Player, Quiz, QuizState, Result
from bot.domain.quiz_plan import even_teams
from bot.domain.round import AnswerStyle
from bot.store.answers import Answer, answer_of
from bot.store.barring import lift
from bot.store.mapping import pauses_of, pauses_text
from bot.store.outbox import Chore, drop, errand_row, put
from bot.store.quiz_reading import QuizReading
from bot.store.quiz_rows import player_row, players_row, quiz_of, round_row, step
from bot.store.tables import answers, quiz_players, quizzes, rounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.round import Round
    from bot.store.quiz_rows import QuizClaim


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers to a question of a quiz come to."""

    results: Sequence[Result]
    out: frozenset[int] = frozenset()
    """The members whom it knocks out."""


Judge = Callable[[Quiz, "Sequence[Player]", "Sequence[Answer]"], Verdict]


class QuizAsking(QuizReading):
    """Takes the questions of quizzes through their states."""

    async def ask(self, quiz: Quiz, claim: QuizClaim, now: datetime) -> int | None:
        """Claim the next question; return its round's id, or None when the quiz has moved on."""
        row = round_row(quiz, claim)

        async def work(conn: AsyncConnection) -> int | None:
            position = quiz.position + 1
            state = QuizState.ASKING.value
            if not await step(conn, quiz, state=state, position=position, next_at=None):
                return None
            added = await conn.execute(insert(rounds).returning(rounds.c.id), row)
            round_id = int(added.scalar_one())
            await put(conn, [errand_row(Chore.POST, quiz.guild_id, round_id, now)])
            return round_id

        return await self._db.writer.run(work)

    async def pause(self, quiz: Quiz, round_: Round | None, now: datetime) -> bool:
        """Freeze a quiz and the window of its open round; False when it has moved on."""

        async def work(conn: AsyncConnection) -> bool:
            if not await step(conn, quiz, paused=True, paused_at=now):
                return False
            if round_ is not None:
                still = update(rounds).where(rounds.c.id == round_.id, rounds.c.state == "open")
                if (await conn.execute(still.values(state="paused"))).rowcount:
                    await _redraw(conn, round_, now)
            return True

        return await self._db.writer.run(work)

    async def resume(self, quiz: Quiz, round_: Round | None, now: datetime) -> bool:
        """Go on: what was left of the window, or of the break, is left again."""
        query = select(quizzes.c.paused_at).where(quizzes.c.id == quiz.id)

        async def work(conn: AsyncConnection) -> bool:
            since = (await conn.execute(query)).scalar_one_or_none() or now
            next_at = quiz.next_at and quiz.next_at + (now - since)
            if not await step(conn, quiz, paused=False, paused_at=None, next_at=next_at):
                return False
            if round_ is not None:
                await _unfreeze(conn, round_, since, now)
            return True

        return await self._db.writer.run(work)

    async def close(self, round_: Round, closes_at: datetime, score_at: datetime) -> bool:
        """Open -> closed: answers stamped from `closes_at` on are refused; scored at `score_at`."""
        statement = (
            update(rounds)
            .where(rounds.c.id == round_.id, rounds.c.state == "open")
            .values(state="closed", closes_at=closes_at)
        )

        async def work(conn: AsyncConnection) -> bool:
            if (await conn.execute(statement)).rowcount != 1:
                return False
            await drop(conn, [round_.id])
            await put(conn, [errand_row(Chore.SCORE, round_.guild_id, round_.id, score_at)])
            return True

        return await self._db.writer.run(work)

    async def score(self, round_: Round, judge: Judge, now: datetime) -> Verdict | None:
        """Judge the answers to a round, once; its reveal is due next. None when it was done.

        Idempotent: the round's `score` chore is deleted here. The answers are read in the same
        transaction, so that none can come in between and be lost.
        """
        given = select(answers).where(answers.c.round_id == round_.id)
        ordered = given.order_by(answers.c.answered_at, answers.c.member_id)
        whole = select(quizzes).where(quizzes.c.id == round_.quiz_id)
        who = select(quiz_players).where(quiz_players.c.quiz_id == round_.quiz_id)

        async def work(conn: AsyncConnection) -> Verdict | None:
            if not await drop(conn, [round_.id], Chore.SCORE):
                return None
            quiz = quiz_of((await conn.execute(whole)).mappings().one())
            rows = (await conn.execute(who)).all()
            players = [Player(r.member_id, r.team, r.joined, r.out) for r in rows]
            held = [answer_of(row) for row in (await conn.execute(ordered)).all()]
            verdict = judge(quiz, players, held)
            await _let_in(conn, quiz, players, verdict, now)
            await _record(conn, quiz, round_, verdict, now)
            return verdict

        return await self._db.writer.run(work)

    async def withdraw(self, round_: Round, now: datetime) -> bool:
        """Void a question that is not closed yet; False when it is. Its card is put right."""
        statement = (
            update(rounds)
            .where(rounds.c.id == round_.id, rounds.c.state.in_(("posting", "open", "paused")))
            .values(state="void")
            .returning(rounds.c.message_id)
        )

        async def work(conn: AsyncConnection) -> bool:
            found = (await conn.execute(statement)).one_or_none()
            if found is None:
                return False
            await drop(conn, [round_.id])
            await lift(conn, [round_.id])
            if found.message_id is not None:  # it may have been posted since it was read
                await put(conn, [errand_row(Chore.RETIRE, round_.guild_id, round_.id, now)])
            return True

        return await self._db.writer.run(work)


async def _unfreeze(conn: AsyncConnection, round_: Round, since: datetime, now: datetime) -> None:
    """Have the window of a question run on; one that was posted during the pause is whole."""
    frozen = (rounds.c.id == round_.id, rounds.c.state == "paused")
    window = select(rounds.c.opens_at, rounds.c.closes_at, rounds.c.pauses).where(*frozen)
    found = (await conn.execute(window)).one_or_none()
    if found is None:
        return
    start = max(since, found.opens_at)
    pauses = pauses_text((*pauses_of(found.pauses), (start, max(now, start))))
    closes_at = found.closes_at + (max(now, start) - start)
    goes_on = update(rounds).where(*frozen)
    await conn.execute(goes_on.values(state="open", closes_at=closes_at, pauses=pauses))
    if round_.style is AnswerStyle.REACTIONS:  # who reacted during the pause answers now
        await put(conn, [errand_row(Chore.READBACK, round_.guild_id, round_.id, now)])
    await _redraw(conn, round_, now)


async def _redraw(conn: AsyncConnection, round_: Round, now: datetime) -> None:
    """Have the card of a question edited, even if that was due before."""
    await drop(conn, [round_.id], Chore.REFRESH)
    await put(conn, [errand_row(Chore.REFRESH, round_.guild_id, round_.id, now)])


async def _record(
    conn: AsyncConnection, quiz: Quiz, round_: Round, verdict: Verdict, now: datetime
) -> None:
    results, position = verdict.results, round_.position or 0
    await lift(conn, [round_.id])
    await conn.execute(update(rounds).where(rounds.c.id == round_.id).values(graded_at=now))
    if results:
        scores = [
            {"r": round_.id, "m": r.member_id, "points": r.points, "score": r.score_milli}
            for r in results
        ]
        await conn.execute(_score, scores)
    if verdict.out:
        knocked = update(quiz_players).where(
            quiz_players.c.quiz_id == quiz.id, quiz_players.c.member_id.in_(verdict.out)
        )
        await conn.execute(knocked.values(out=position))
    unanswered = 0 if results else quiz.unanswered + 1
    await conn.execute(update(quizzes).where(quizzes.c.id == quiz.id).values(unanswered=unanswered))
    await put(conn, [errand_row(Chore.REVEAL, round_.guild_id, round_.id, now)])


async def _let_in(
    conn: AsyncConnection, quiz: Quiz, players: Sequence[Player], verdict: Verdict, now: datetime
) -> None:
    """Have those take part who answered without having joined; teams stay about as large."""
    known = {player.member_id for player in players}
    late = [
        Player(r.member_id, -1, r.position) for r in verdict.results if r.member_id not in known
    ]
    team = even_teams(quiz, [*players, *late]) if quiz.mode is Mode.TEAMS else {}
    if late:
        rows = [
            player_row(quiz.id, p.member_id, team.get(p.member_id, -1), p.joined, now) for p in late
        ]
        await conn.execute(_take_part, rows)


_take_part = players_row.on_conflict_do_nothing(index_elements=["quiz_id", "member_id"])
_score = (
    update(answers)
    .where(answers.c.round_id == bindparam("r"), answers.c.member_id == bindparam("m"))
    .values(points=bindparam("points"), score_milli=bindparam("score"))
)
