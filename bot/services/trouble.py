"""What follows when Discord does not do what an errand asks.

For the moment unreachable: later again. Refused: the schedule pauses and the admins are told,
once. Gone: the round is void, or what is only for looks is left out.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.round import RoundState
from bot.errors import Gone
from bot.store.outbox import Chore
from bot.store.pauses import Pause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.quiz import Quiz
    from bot.domain.round import Round
    from bot.errors import Refused
    from bot.services.clock import Clock
    from bot.services.open_rounds import OpenRounds
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.pauses import PauseStore
    from bot.store.quizzes import QuizStore
    from bot.store.rounds import RoundStore
    from bot.store.schedules import ScheduleStore

log = logging.getLogger(__name__)

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=15)
OF_QUIZZES = frozenset({Chore.PAGES, Chore.EVENT, Chore.REGRET})
OF_SERVERS = frozenset({Chore.RECAP, Chore.REWARD})
"""Chores of neither a round nor a quiz; see `Deliveries.handle_servers`."""
OF_ROUNDS = frozenset({Chore.CORRECT, Chore.AMEND, Chore.REFRESH, Chore.RETIRE, Chore.DISCUSS})
COSMETIC = OF_ROUNDS | OF_QUIZZES | OF_SERVERS
AFTERWARDS = frozenset({Chore.REVEAL, *COSMETIC}) - {Chore.REFRESH}
"""Chores of a round that is graded: it is not voided any more."""
COSMETIC_TRIES = 8
"""How often is tried what changes no answer and no points: about half an hour."""

REFUSED = "Discord refused me something there ({})"
THREAD_GONE = Pause(
    "the thread of an open question was deleted",
    "I paused the daily question: the thread of an open question was deleted, so answers in it are "
    "gone. Run `/schedule resume` when it should go on.",
)


def delay(attempts: int) -> timedelta:
    """Return how long an errand is put off after so many attempts: 5 s doubling to 15 min."""
    return min(FIRST_DELAY * (1 << min(attempts, 10)), LONGEST_DELAY)


class Trouble:
    """Decides what becomes of an errand that failed.

    Args:
        outbox: where it waits for another try.
        rounds: void or failed when it cannot succeed.
        schedules: whose name the admins know.
        pauses: stops schedules.
        quizzes: stopped when they cannot go on.
        index: the open rounds in memory.
        clock: the time.
    """

    def __init__(
        self,
        *,
        outbox: OutboxStore,
        rounds: RoundStore,
        schedules: ScheduleStore,
        pauses: PauseStore,
        quizzes: QuizStore,
        index: OpenRounds,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._rounds = rounds
        self._schedules = schedules
        self._pauses = pauses
        self._quizzes = quizzes
        self._index = index
        self._clock = clock

    async def again(self, errand: Errand, error: str) -> None:
        """Put an errand off; what changes no points is left out in the end."""
        cosmetic = errand.kind in COSMETIC
        if cosmetic and errand.attempts >= COSMETIC_TRIES:
            await self._outbox.done(errand.id)
            return
        await self.put_off(errand, error)

    async def fault(self, errand: Errand, round_: Round | None) -> None:
        """Put an errand off that a fault of Viva's own brought down; in the end it is given up."""
        await self.again(errand, "a fault in Viva; see the log")
        if round_ is not None:
            await self._give_up_if_over(errand, round_)

    async def put_off(self, errand: Errand, error: str) -> None:
        """Put an errand off, longer each time."""
        due_at = self._clock.now() + delay(errand.attempts)
        await self._outbox.put_off(errand.id, due_at, error)

    async def refused(self, errand: Errand, round_: Round, error: Refused) -> None:
        """Pause the schedule, tell the admins, and try again much later or when it is resumed.

        A quiz does not wait for that: it is stopped, unless it can do without.
        """
        if round_.quiz_id is not None and errand.kind in COSMETIC:
            await self._outbox.done(errand.id)
            return
        if round_.quiz_id is not None:
            await self._stop(errand, round_, REFUSED.format(error))
            return
        await self._pause(
            round_,
            f"Discord refused: {error}",
            f"I paused **{{name}}** in <#{round_.channel_id}>: Discord refused me something there "
            f"({error}). Give me the permission back, then run `/schedule resume`.",
        )
        if errand.kind in COSMETIC:
            await self._outbox.done(errand.id)
        else:
            await self._outbox.put_off(errand.id, self._clock.now() + LONGEST_DELAY, str(error))
            await self._give_up_if_over(errand, round_)

    async def _give_up_if_over(self, errand: Errand, round_: Round) -> None:
        now = self._clock.now()
        if errand.kind is Chore.POST and now >= round_.give_up_at:
            await self.fail(round_)
        elif errand.kind is Chore.REVEAL and now >= round_.closes_at + timedelta(days=1):
            await self._outbox.done(errand.id)

    async def gone(self, errand: Errand, round_: Round, error: Gone) -> None:
        """Void the round; a lost channel pauses the schedule besides, or stops the quiz."""
        if round_.quiz_id is not None and error.what in {"channel", "guild"}:
            await self._stop(errand, round_, f"the {_called(error.what)} is gone")
            return
        if error.what in {"channel", "guild"}:
            await self._pause(
                round_,
                f"the {_called(error.what)} is gone",
                "I paused **{name}**: I can no longer see its channel. Choose another with "
                "`/schedule edit`, then run `/schedule resume`.",
            )
        if errand.kind is Chore.POST and round_.quiz_id is not None:
            await self.fail(round_)
        elif errand.kind is Chore.POST:
            # Another channel may be chosen until it is too late to post.
            await self._outbox.put_off(errand.id, self._clock.now() + LONGEST_DELAY, str(error))
            await self._give_up_if_over(errand, round_)
        elif error.what == "thread":
            await self.thread_lost(round_)
            await self._outbox.done(errand.id)
        elif errand.kind in AFTERWARDS:
            await self._outbox.done(errand.id)
        else:
            await self.void([round_.id])

    async def _stop(self, errand: Errand, round_: Round, why: str) -> None:
        """Stop the quiz of a round that cannot go on, and tell its host."""
        await self._outbox.done(errand.id)
        await self._rounds.end([round_.id], RoundState.FAILED)
        self._index.forget(round_.id)
        quiz = await self._quizzes.get(round_.quiz_id or 0)
        if quiz is not None and errand.kind is Chore.FINALE:
            lost = f"I could not post the results of the quiz in <#{quiz.channel_id}>: {why}. "
            await self._tell_host(quiz, lost + "The points stay as they are.")
        elif quiz is not None:
            await self.stop_quizzes([quiz], why)

    async def quiz_lost(self, errand: Errand, quiz: Quiz, error: Refused | Gone) -> None:
        """Stop a quiz whose announcement or lobby cannot be; the rest is left out."""
        await self._outbox.done(errand.id)
        if errand.kind not in COSMETIC:
            why = REFUSED.format(error)
            if isinstance(error, Gone):
                why = f"the {_called(error.what)} is gone"
            await self.stop_quizzes([quiz], why)

    async def stop_quizzes(self, quizzes: Iterable[Quiz], why: str) -> None:
        """Stop quizzes wherever they stand, and tell their hosts, once.

        Args:
            quizzes: the quizzes.
            why: completes "I stopped the quiz there: ...".
        """
        for quiz in quizzes:
            now, reason = self._clock.now(), f"It could not go on: {why}."
            if await self._quizzes.abort(quiz.id, now, reason):
                await self.void([round_.id for round_ in await self._quizzes.rounds(quiz.id)])
                log.warning("quiz %s stopped: %s", quiz.id, why)
                there = f"<#{quiz.channel_id}>"
                await self._tell_host(
                    quiz, f"I stopped the quiz in {there}: {why}. What was revealed stays."
                )

    async def _tell_host(self, quiz: Quiz, text: str) -> None:
        await self._outbox.notice(
            quiz.guild_id,
            self._clock.now(),
            channel_id=quiz.channel_id,
            user_id=quiz.host_id,
            text=text,
        )

    async def thread_lost(self, round_: Round) -> None:
        """Forget the deleted thread of an open round; answers are lost, so admins are told."""
        await self._rounds.thread_gone(round_.id)
        fresh = await self._rounds.get(round_.id)
        if fresh is not None:
            self._index.put(fresh)
        if round_.schedule_id is not None:
            await self._pauses.pause(round_.schedule_id, self._clock.now(), THREAD_GONE)

    async def _pause(self, round_: Round, reason: str, notice: str) -> None:
        schedule = await self._schedules.get(round_.schedule_id or 0)
        # A schedule that has moved to another channel has no part in the trouble here.
        if schedule is None or schedule.channel_id != round_.channel_id:
            return
        why = Pause(reason, notice.replace("{name}", schedule.name))
        if await self._pauses.pause(schedule.id, self._clock.now(), why):
            log.warning("schedule %s paused: %s", schedule.id, reason)

    async def fail(self, round_: Round) -> None:
        """Give a round up that could not be posted in time, and tell the admins."""
        if not await self._rounds.end([round_.id], RoundState.FAILED):
            return
        log.error("round %s was not posted in time; given up", round_.id)
        schedule = await self._schedules.get(round_.schedule_id or 0)
        if schedule is not None and schedule.paused_at is None:
            await self._outbox.notice(
                round_.guild_id,
                self._clock.now(),
                channel_id=round_.channel_id,
                user_id=schedule.created_by,
                text=f"I could not post the question of **{schedule.name}** in "
                f"<#{round_.channel_id}>: Discord did not take it in time. The next one follows "
                "as planned.",
            )

    async def void(self, round_ids: list[int]) -> None:
        """Withdraw rounds that are not graded yet: nobody gets points for them."""
        for round_id in await self._rounds.end(round_ids, RoundState.VOID):
            log.info("round %s void", round_id)
            self._index.forget(round_id)


def _called(what: str) -> str:
    return "server" if what == "guild" else what
