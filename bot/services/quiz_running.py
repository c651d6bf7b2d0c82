"""Playing quizzes: what happens by itself, one step at a time.

A quiz goes on by the tick alone: what is due is read from the store and done, so that a restart
needs nothing of its own.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from bot.domain.drawing import seed_of
from bot.domain.grading import grade
from bot.domain.pools import Filter
from bot.domain.quiz import FEWEST_RATED, Mode, QuizState, is_decided
from bot.domain.round import AnswerStyle, RoundState, draw_order
from bot.services.judging import judge
from bot.services.quiz_gathering import COUNTDOWN
from bot.store.outbox import Chore
from bot.store.quiz_rows import QuizClaim

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.domain.question import Question
    from bot.domain.quiz import Quiz, QuizDraft
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.closing import ClosingService
    from bot.services.daily import DailyService
    from bot.services.deliveries import Deliveries
    from bot.services.library import Library
    from bot.services.open_rounds import OpenRounds
    from bot.services.picking import Picker
    from bot.services.quiz_gathering import QuizGathering
    from bot.store.answers import Answer, AnswerStore
    from bot.store.awards import AwardStore
    from bot.store.outbox import Errand
    from bot.store.quizzes import QuizStore

log = logging.getLogger(__name__)

BREAK: Final = timedelta(seconds=12)
"""Between a reveal and the next question, to read and to look at the board."""
LAG: Final = timedelta(seconds=1)
"""How long answers stamped in time may take to arrive."""
AWAY: Final = timedelta(seconds=20)
"""A question that should have closed so long ago is void: Viva was not there."""
POSTING: Final = timedelta(seconds=45)
"""A question that cannot be posted in this time is given up."""
REVEALING: Final = timedelta(minutes=2)
"""A reveal that cannot be sent in this time is not waited for: the quiz goes on."""
UNTIMED: Final = timedelta(hours=1)
"""How long a question without a clock waits for its host."""

FAULT = "Something went wrong on my side."
NOT_STARTED = "Nobody started it in time."


class QuizRunner:
    """Takes the steps that are due.

    Args:
        quizzes: the quizzes.
        answers: what was answered.
        awards: zones, for the local day.
        picks: chooses the questions.
        closing: compares answers with what stands on Discord.
        deliveries: sends what was decided.
        library: knows who wrote a question.
        daily: shall not ask what a quiz has asked.
        gathering: opens announced quizzes.
        index: the open rounds in memory.
        clock: the time.
        rng: draws option orders and nonces.
    """

    def __init__(
        self,
        *,
        quizzes: QuizStore,
        answers: AnswerStore,
        awards: AwardStore,
        picks: Picker,
        closing: ClosingService,
        deliveries: Deliveries,
        library: Library,
        daily: DailyService,
        gathering: QuizGathering,
        index: OpenRounds,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._quizzes = quizzes
        self._answers = answers
        self._awards = awards
        self._picks = picks
        self._closing = closing
        self._deliveries = deliveries
        self._library = library
        self._daily = daily
        self._gathering = gathering
        self._index = index
        self._clock = clock
        self._rng = rng
        deliveries.handle({Chore.SCORE: self._score})

    async def run_due(self, now: datetime) -> None:
        """Take every step that is due."""
        for quiz, round_ in await self._quizzes.asked():
            await self._safely(self._watch, quiz, round_, now)
        for quiz in await self._quizzes.due(now):
            await self._safely(self._go_on, quiz, now)

    async def _safely(self, step: Callable[..., Awaitable[None]], quiz: Quiz, *args: Any) -> None:
        """Take a step; a fault in it stops that quiz alone."""
        try:
            await step(quiz, *args)
        except Exception:
            log.exception("quiz %s cannot go on; stopped", quiz.id)
            now, round_ = self._clock.now(), await self.in_play(quiz)
            if round_ is not None:
                await self._quizzes.withdraw(round_, now)
                self._index.forget(round_.id)
            await self._cancel(quiz, FAULT, now)

    async def _watch(self, quiz: Quiz, round_: Round, now: datetime) -> None:
        """Close the question in play when its time has come, and go on when it is over."""
        match round_.state:
            case RoundState.OPEN:
                await self._close_if_due(quiz, round_, now)
            case RoundState.CLOSED if now >= round_.closes_at + REVEALING:
                if await self._quizzes.is_scored(round_.id):
                    log.warning("quiz %s does not wait for a reveal", quiz.id)
                    await self._quizzes.went_on(quiz.id, quiz.position, now + COUNTDOWN)
            case RoundState.REVEALED:
                wait = None if quiz.mode is Mode.UNTIMED else now + BREAK
                await self._quizzes.went_on(quiz.id, quiz.position, self._last(quiz, wait, now))
            case RoundState.VOID | RoundState.FAILED:
                await self._quizzes.went_on(quiz.id, quiz.position, now + COUNTDOWN)
            case _:
                return

    async def _close_if_due(self, quiz: Quiz, round_: Round, now: datetime) -> None:
        there = now + self._deliveries.ahead  # the window is in Discord's time
        if there >= round_.closes_at + AWAY:
            # Nobody could answer while Viva was away, so it would not be fair to score it.
            if await self._quizzes.withdraw(round_, now):
                self._index.forget(round_.id)
                log.warning("question %s of quiz %s is void: away", quiz.position, quiz.id)
        elif there >= round_.closes_at:
            await self.close(round_, round_.closes_at, now + LAG)
        elif (early := await self._early(quiz, round_, there)) is not None:
            await self.close(round_, early, now + LAG)

    def _last(self, quiz: Quiz, wait: datetime | None, now: datetime) -> datetime | None:
        """Return when to go on; the finale follows the last reveal sooner, and by itself."""
        over = quiz.position >= quiz.total
        return now + COUNTDOWN if over else wait

    async def _early(self, quiz: Quiz, round_: Round, now: datetime) -> datetime | None:
        """Return the instant at which a question is over before its time; None: it is not."""
        answers = await self._answers.of_round(round_.id)
        if quiz.mode is Mode.RACE and (won := self._winner(round_, answers)) is not None:
            return won.answered_at + timedelta(milliseconds=1)
        players = await self._quizzes.players(quiz.id)
        awaited = {player.member_id for player in players if player.out is None}
        answered = {answer.member_id for answer in answers}
        return now if awaited and awaited <= answered else None

    def _winner(self, round_: Round, answers: Sequence[Answer]) -> Answer | None:
        """Return the first right answer of somebody who did not know the key beforehand."""
        insiders = self._library.insiders(round_.guild_id, round_.question.id)
        right = (a for a in answers if grade(round_.question, a.response).correct)
        return next((a for a in right if a.member_id not in insiders), None)

    async def close(self, round_: Round, closes_at: datetime, score_at: datetime) -> None:
        """Close a question: answers stamped from `closes_at` on are refused."""
        if await self._quizzes.close(round_, closes_at, score_at):
            self._index.close(round_.id)
            log.info("round %s of quiz %s closed", round_.id, round_.quiz_id)

    async def _go_on(self, quiz: Quiz, now: datetime) -> None:
        match quiz.state:
            case QuizState.ANNOUNCED:
                await self._gathering.open(quiz, now)
            case QuizState.LOBBY if quiz.starts_at is not None:
                await self._gathering.begin(quiz, now)
            case QuizState.LOBBY:
                await self._cancel(quiz, NOT_STARTED, now)
            case QuizState.STARTING | QuizState.BETWEEN:
                if is_decided(quiz, await self._quizzes.players(quiz.id)):
                    await self.end(quiz)
                else:
                    await self._ask(quiz, now)
            case _:
                return

    async def _ask(self, quiz: Quiz, now: datetime) -> None:
        chosen = await self._choose(quiz, now)
        if chosen is None:
            await self.end(quiz)
            return
        question, reason = chosen
        window = UNTIMED if quiz.mode is Mode.UNTIMED else timedelta(seconds=quiz.seconds)
        claim = QuizClaim(
            question=question,
            order=draw_order(question, self._rng),
            day=now.astimezone(ZoneInfo(await self._awards.zone(quiz.guild_id))).date(),
            nonce=f"v{self._rng.getrandbits(64):016x}",
            reason=reason,
            opens_at=now,
            closes_at=now + window,
            give_up_at=now + POSTING,
        )
        if (round_id := await self._quizzes.ask(quiz, claim, now)) is not None:
            self._daily.plan_anew(quiz.guild_id)
            self._deliveries.promise(Chore.POST, [round_id])
            log.info("quiz %s asks its question %s", quiz.id, quiz.position + 1)

    async def _choose(self, quiz: Quiz, now: datetime) -> tuple[Question, str] | None:
        asked = {r.question.id for r in await self._quizzes.rounds(quiz.id)}
        live = await self._quizzes.live(quiz.guild_id)
        if quiz.repeats:
            left = [i for i in quiz.repeats if i not in asked | live]
            found = (self._library.question(quiz.guild_id, i) for i in left)
            return next(((q, "Asked again: missed before.") for q in found if q), None)
        seed = seed_of(quiz.seed, str(quiz.position))
        return await self._picks.for_quiz(quiz.guild_id, wanted(quiz), seed, asked | live, now)

    async def _cancel(self, quiz: Quiz, reason: str, now: datetime) -> None:
        await self._quizzes.end(quiz, QuizState.CANCELLED, None, now, rated=False, reason=reason)

    async def stop(self, quiz: Quiz) -> bool:
        """End a quiz before its time; False when it has moved on since it was read.

        A question that takes no answers any more is revealed first: its points count.
        """
        round_ = await self.in_play(quiz)
        if round_ is not None:
            if not await self._quizzes.withdraw(round_, self._clock.now()):
                return False
            self._index.forget(round_.id)
        elif quiz.state is QuizState.ASKING:
            played = await self._quizzes.rounds(quiz.id)
            if played[-1].state is RoundState.CLOSED:
                return await self._quizzes.shorten(quiz)
        return await self.end(quiz)

    async def end(self, quiz: Quiz) -> bool:
        """End a quiz that has no question in play: what was revealed counts.

        False when it has moved on since it was read.
        """
        now = self._clock.now()
        results = await self._quizzes.results(quiz.id)
        scored = {result.position for result in results}
        played = await self._quizzes.rounds(quiz.id)
        revealed = [r for r in played if r.reveal_message_id or r.position in scored]
        humans = {result.member_id for result in results}
        rated = quiz.rated and len(humans) >= FEWEST_RATED
        state = QuizState.ENDED if revealed else QuizState.CANCELLED
        last = revealed[-1].id if revealed else None
        if not await self._quizzes.end(quiz, state, last, now, rated=rated):
            return False
        if last is not None:
            self._deliveries.promise(Chore.FINALE, [last])
        log.info("quiz %s %s, %s members", quiz.id, state, len(humans))
        return True

    async def _score(self, errand: Errand, round_: Round) -> None:
        if round_.style is AnswerStyle.REACTIONS:
            await self._closing.compare_at_last(errand, round_)
        insiders = self._library.insiders(round_.guild_id, round_.question.id)
        verdict = await self._quizzes.score(
            round_,
            lambda quiz, players, answers: judge(round_, quiz, players, answers, insiders),
            self._clock.now(),
        )
        if verdict is not None:
            self._deliveries.promise(Chore.REVEAL, [round_.id])
            log.info("round %s scored, %s answers", round_.id, len(verdict.results))
        self._index.forget(round_.id)

    async def in_play(self, quiz: Quiz) -> Round | None:
        """Return the question that is posted, or about to be, and not scored yet."""
        if quiz.state is not QuizState.ASKING:
            return None
        played = await self._quizzes.rounds(quiz.id)
        waiting = {RoundState.POSTING, RoundState.OPEN, RoundState.PAUSED}
        return played[-1] if played and played[-1].state in waiting else None


def wanted(draft: QuizDraft) -> Filter:
    """Return what a quiz asks for."""
    topics = frozenset({draft.topic}) if draft.topic else frozenset()
    return Filter(topics, draft.min_difficulty, draft.max_difficulty, live=True)
