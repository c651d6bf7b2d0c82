"""Doing on Discord what the outbox says, each errand on its own.

One server's trouble never holds up another's: errands run side by side, an error puts only its
own errand off, and what cannot succeed pauses the schedule and tells the admins, once.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.round import RoundState
from bot.domain.snowflakes import stamp_of
from bot.errors import Gone, Refused, Unreachable
from bot.store.outbox import Chore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from bot.domain.quiz import Quiz
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.open_rounds import OpenRounds
    from bot.services.publisher import Publisher
    from bot.services.trouble import Trouble
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.quizzes import QuizStore
    from bot.store.rounds import RoundStore

log = logging.getLogger(__name__)

AT_ONCE = 40
"""Errands in hand at the same time; the publisher's limiter keeps the rate."""

SLOW = frozenset({Chore.REWARD})
SLOW_AT_ONCE = 4
"""Of the chores that take long, so many are in hand at the same time: questions never wait."""

MOST_AHEAD = timedelta(hours=1)
"""Clocks that differ by more are not believed."""
MESSAGE_TRIES = 3


class Deliveries:
    """Runs errands.

    Args:
        outbox: what is to be done.
        rounds: the rounds it is about.
        quizzes: the quizzes it is about.
        trouble: decides what follows when Discord does not do it.
        publisher: Discord.
        index: the open rounds in memory.
        clock: the time.
    """

    def __init__(
        self,
        *,
        outbox: OutboxStore,
        rounds: RoundStore,
        quizzes: QuizStore,
        trouble: Trouble,
        publisher: Publisher,
        index: OpenRounds,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._rounds = rounds
        self._quizzes = quizzes
        self._trouble = trouble
        self._publisher = publisher
        self._index = index
        self._clock = clock
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slow: set[int] = set()
        self._handlers: dict[Chore, Callable[[Errand, Round], Awaitable[None]]] = {
            Chore.POST: self._post,
            Chore.SEED: self._seed,
            Chore.THREAD: self._thread,
            Chore.RETIRE: self._retire,
            Chore.DISCUSS: self._discuss,
        }
        self._of_quizzes: dict[Chore, Callable[[Errand, Quiz], Awaitable[None]]] = {}
        self._of_servers: dict[Chore, Callable[[Errand], Awaitable[None]]] = {}
        self._fresh: set[tuple[Chore, int]] = set()
        self.ahead = timedelta(0)
        """How far Discord's clock is ahead of ours, as its latest post told; negative: behind."""

    def handle(self, handlers: Mapping[Chore, Callable[[Errand, Round], Awaitable[None]]]) -> None:
        """Add handlers of chores that belong to other services."""
        self._handlers.update(handlers)

    def handle_quizzes(
        self, handlers: Mapping[Chore, Callable[[Errand, Quiz], Awaitable[None]]]
    ) -> None:
        """Add handlers of chores about quizzes as a whole."""
        self._of_quizzes.update(handlers)

    def handle_servers(self, handlers: Mapping[Chore, Callable[[Errand], Awaitable[None]]]) -> None:
        """Add handlers of chores that belong to a server: to neither a round nor a quiz.

        A handler ends its errand itself, in the transaction that records the outcome, and may be
        called again after a crash at any line. Unreachable is retried for ever; Refused and Gone
        end the errand.
        """
        self._of_servers.update(handlers)

    def promise(self, chore: Chore, ids: Iterable[int]) -> None:
        """Note that this process put these chores into the outbox and has not tried them.

        Any other may have been tried by a process that died before it could record the outcome,
        so what it sent is looked for first. The ids are those of rounds, or of quizzes.
        """
        self._fresh.update((chore, id_) for id_ in ids)

    def is_fresh(self, chore: Chore, id_: int) -> bool:
        """Whether nothing can have been sent yet; true once at most."""
        try:
            self._fresh.remove((chore, id_))
        except KeyError:
            return False
        return True

    async def pump(self) -> None:
        """Take what is due in hand, as much as fits, and return without waiting for it."""
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return
        for errand in await self._outbox.due(self._clock.now(), room, tuple(self._tasks)):
            if errand.kind in SLOW:
                if len(self._slow) >= SLOW_AT_ONCE:
                    continue
                self._slow.add(errand.id)
            self._start(errand)

    async def drain(self) -> None:
        """Pump until nothing is due and nothing in hand."""
        while True:
            await self.pump()
            if not self._tasks:
                return
            await asyncio.wait(self._tasks.values())

    async def hurry(self, round_id: int) -> None:
        """Do a round's errands now, one after the other, instead of at the next tick."""
        done: set[int] = set()
        while True:
            errands = [e for e in await self._outbox.of_round(round_id) if e.id not in done]
            if not errands:
                return
            done.add(errands[0].id)
            await self._start(errands[0])

    async def close(self, wait: float) -> None:
        """Let what is in hand finish for `wait` seconds, then cancel it: the outbox keeps it."""
        if self._tasks:
            _, left = await asyncio.wait(self._tasks.values(), timeout=wait)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _start(self, errand: Errand) -> asyncio.Task[None]:
        task = self._tasks.get(errand.id)
        if task is None:
            task = asyncio.create_task(self._run(errand), name=f"{errand.kind}-{errand.round_id}")
            self._tasks[errand.id] = task
            task.add_done_callback(lambda _: self._ended(errand.id))
        return task

    def _ended(self, errand_id: int) -> None:
        self._tasks.pop(errand_id, None)
        self._slow.discard(errand_id)

    async def _run(self, errand: Errand) -> None:
        round_: Round | None = None
        try:
            if errand.quiz_id is not None:
                await self._about_quiz(errand, errand.quiz_id)
                return
            if errand.round_id is None:
                await self._about_server(errand)
                return
            round_ = await self._rounds.get(errand.round_id)
            if round_ is None:
                await self._outbox.done(errand.id)
                return
            await self._try(errand, round_)
        except Exception:
            about = errand.round_id or errand.quiz_id or errand.guild_id
            log.exception("%s of %s failed", errand.kind, about)
            await self._trouble.fault(errand, round_)

    async def _try(self, errand: Errand, round_: Round) -> None:
        try:
            await self._handlers[errand.kind](errand, round_)
        except Unreachable as error:
            log.warning("%s of round %s put off: %s", errand.kind, round_.id, error)
            await self._trouble.again(errand, str(error))
        except Refused as error:
            log.warning("%s of round %s refused: %s", errand.kind, round_.id, error)
            await self._trouble.refused(errand, round_, error)
        except Gone as error:
            log.warning("%s of round %s: %s", errand.kind, round_.id, error)
            await self._trouble.gone(errand, round_, error)

    async def _about_quiz(self, errand: Errand, quiz_id: int) -> None:
        quiz = await self._quizzes.get(quiz_id)
        if quiz is None:
            await self._outbox.done(errand.id)
            return
        try:
            await self._of_quizzes[errand.kind](errand, quiz)
        except Unreachable as error:
            log.warning("%s of quiz %s put off: %s", errand.kind, quiz.id, error)
            await self._trouble.again(errand, str(error))
        except (Refused, Gone) as error:
            log.warning("%s of quiz %s: %s", errand.kind, quiz.id, error)
            await self._trouble.quiz_lost(errand, quiz, error)

    async def _about_server(self, errand: Errand) -> None:
        handler = self._of_servers.get(errand.kind)
        if handler is None:
            await self._message(errand)
            return
        try:
            await handler(errand)
        except Unreachable as error:
            log.warning("%s of server %s put off: %s", errand.kind, errand.guild_id, error)
            await self._trouble.put_off(errand, str(error))
        except (Refused, Gone) as error:
            log.warning("%s of server %s: %s", errand.kind, errand.guild_id, error)
            await self._outbox.done(errand.id)

    # ------------------------------------------------------------------ errands

    async def _post(self, _errand: Errand, round_: Round) -> None:
        now = self._clock.now()
        fresh = self.is_fresh(Chore.POST, round_.id)
        message_id = None if fresh else await self._publisher.find_post(round_)
        if message_id is None:
            if round_.schedule_id is None and round_.quiz_id is None:  # removed meanwhile
                await self._trouble.void([round_.id])
                return
            if now >= round_.give_up_at:
                await self._trouble.fail(round_)
                return
            message_id = await self._publisher.post(round_)
            self._compare_clocks(message_id)
        if await self._rounds.opened(round_, message_id, now):
            log.info("round %s open as message %s", round_.id, message_id)
            await self._refresh(round_.id)

    def _compare_clocks(self, message_id: int) -> None:
        ahead = stamp_of(message_id) - self._clock.now()
        if abs(ahead) <= MOST_AHEAD:
            self.ahead = ahead

    async def _seed(self, errand: Errand, round_: Round) -> None:
        if round_.state in {RoundState.OPEN, RoundState.PAUSED}:
            await self._publisher.seed(round_)
            # What members did before the card was known here is read back.
            await self._rounds.read_back(self._clock.now(), round_.id)
        await self._outbox.done(errand.id)

    async def _thread(self, errand: Errand, round_: Round) -> None:
        if round_.state is RoundState.OPEN:
            thread_id = await self._publisher.open_thread(round_)
            await self._rounds.has_thread(round_.id, thread_id, Chore.THREAD)
            await self._refresh(round_.id)
        else:
            await self._outbox.done(errand.id)

    async def _retire(self, errand: Errand, round_: Round) -> None:
        counts = await self._rounds.counts([round_.id])
        await self._publisher.retire_card(round_, counts[round_.id])
        await self._outbox.done(errand.id)

    async def _discuss(self, _errand: Errand, round_: Round) -> None:
        thread_id = await self._publisher.open_discussion(round_)
        await self._rounds.has_thread(round_.id, thread_id, Chore.DISCUSS)

    async def _message(self, errand: Errand) -> None:
        # Counted before it is sent: a crash in between loses the message rather than doubling it,
        # and what it is about is shown by `/schedule list`, `/flags list` and the like as well.
        if errand.attempts >= MESSAGE_TRIES or not await self._outbox.attempt(errand.id):
            await self._outbox.done(errand.id)
            return
        try:
            await self._send(errand)
        except Unreachable as error:
            await self._trouble.put_off(errand, str(error))
        except (Refused, Gone) as error:
            log.warning("%s in server %s reached nobody: %s", errand.kind, errand.guild_id, error)
            await self._outbox.done(errand.id)
        else:
            await self._outbox.done(errand.id)

    async def _send(self, errand: Errand) -> None:
        if errand.kind is Chore.TELL:
            await self._publisher.tell(errand.guild_id, **errand.payload)
        else:
            await self._publisher.notify_admins(errand.guild_id, **errand.payload)

    async def _refresh(self, round_id: int) -> None:
        round_ = await self._rounds.get(round_id)
        if round_ is None:
            return
        # One that was graded meanwhile was forgotten, and stays so.
        if round_.state is RoundState.OPEN or self._index.by_id(round_id) is not None:
            self._index.put(round_)
