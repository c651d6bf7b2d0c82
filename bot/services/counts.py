"""Showing on the cards how many have answered, not more often than Discord likes."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.round import RoundState
from bot.domain.turnout import Turnout, turnout_of
from bot.errors import PublishError
from bot.services.answers import counts_are_shown

if TYPE_CHECKING:
    from bot.domain.round import Round
    from bot.services.answers import AnswerService
    from bot.services.publisher import Publisher
    from bot.store.answers import AnswerStore
    from bot.store.quizzes import QuizStore
    from bot.store.rounds import RoundStore

log = logging.getLogger(__name__)

LIVE = timedelta(seconds=3)
"""Between two edits of a question in a quiz: Discord takes five in 5 s for a channel, and the
reveal needs one of them."""
OFTEN = timedelta(seconds=5)
SELDOM = timedelta(minutes=1)
FRESH_FOR = timedelta(hours=1)
"""Edits of messages older than this are limited by Discord (error 30046)."""
AT_ONCE = 4
"""Cards of daily rounds edited in one run; more would take the rate from what is posted."""
LIVE_AT_ONCE = 15
EVER = datetime.min.replace(tzinfo=UTC)


class CountService:
    """Edits the cards of rounds whose number of answers has changed.

    The number is for looks, so it is kept in memory: after a restart it is right again with the
    next answer, or at the close.

    Args:
        answering: knows which rounds changed.
        rounds: counts the answers.
        answers: who answered a question of a quiz.
        quizzes: who plays.
        publisher: Discord.
    """

    def __init__(
        self,
        *,
        answering: AnswerService,
        rounds: RoundStore,
        answers: AnswerStore,
        quizzes: QuizStore,
        publisher: Publisher,
    ) -> None:
        self._answering = answering
        self._rounds = rounds
        self._answers = answers
        self._quizzes = quizzes
        self._publisher = publisher
        self._shown: dict[int, datetime] = {}
        self._said: dict[int, tuple[Turnout, datetime]] = {}
        """What the cards say: the turnout and the close."""

    async def run(self, now: datetime) -> int:
        """Edit what is due, the longest unchanged first, quizzes before the rest; return how many.

        Args:
            now: the time; this is meant to be called every second.
        """
        changed = self._answering.changed
        changed.intersection_update([i for i in changed if self._has_count(i)])
        due = [i for i in changed if self._is_due(i, now)]
        if not due:
            return 0
        self._shown = {i: at for i, at in self._shown.items() if self._has_count(i)}
        self._said = {i: said for i, said in self._said.items() if i in self._shown}
        due.sort(key=lambda i: self._shown.get(i, EVER))
        live = [i for i in due if self._is_live(i)]
        rest = [i for i in due if not self._is_live(i)]
        due = [*live[:LIVE_AT_ONCE], *rest[:AT_ONCE]]
        changed.difference_update(due)
        self._shown |= dict.fromkeys(due, now)
        counts = await self._rounds.counts(due)
        await asyncio.gather(*(self._show(round_id, counts[round_id]) for round_id in due))
        return len(due)

    async def _show(self, round_id: int, count: int) -> None:
        round_ = self._answering.by_id(round_id)
        if round_ is None:
            return
        turnout: Turnout | None = Turnout(count)
        if round_.quiz_id is not None:
            round_, turnout = await self._live(round_)
        if turnout is None or not self._has_count(round_id):  # closed meanwhile
            return
        said = (turnout, round_.closes_at)
        if self._said.get(round_id) == said:  # somebody changed their mind
            return
        try:
            await self._publisher.show_count(round_, turnout)
        except PublishError as error:
            log.info("count of round %s not shown: %s", round_id, error)
        else:
            self._said[round_id] = said

    async def _live(self, round_: Round) -> tuple[Round, Turnout | None]:
        """Return a question of a quiz with its window as it is now; None: it takes no answers."""
        stored = await self._rounds.get(round_.id)
        quiz = await self._quizzes.get(round_.quiz_id or 0)
        if stored is None or quiz is None or stored.state is not RoundState.OPEN:
            return round_, None
        players = await self._quizzes.players(quiz.id)
        answered = [answer.member_id for answer in await self._answers.of_round(round_.id)]
        turnout = turnout_of(quiz.mode, round_.position or 0, players, answered)
        return replace(round_, closes_at=stored.closes_at), turnout

    def _has_count(self, round_id: int) -> bool:
        round_ = self._answering.by_id(round_id)
        return round_ is not None and round_.state is RoundState.OPEN and counts_are_shown(round_)

    def _is_live(self, round_id: int) -> bool:
        round_ = self._answering.by_id(round_id)
        return round_ is not None and round_.quiz_id is not None

    def _is_due(self, round_id: int, now: datetime) -> bool:
        shown = self._shown.get(round_id)
        round_ = self._answering.by_id(round_id)
        if shown is None or round_ is None:
            return True
        often = OFTEN if round_.quiz_id is None else LIVE
        pause = often if now - round_.opens_at < FRESH_FOR else SELDOM
        return now - shown >= pause
