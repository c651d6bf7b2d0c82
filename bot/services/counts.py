"""Showing on the cards how many have answered, not more often than Discord likes."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.round import RoundState
from bot.errors import PublishError
from bot.services.answers import counts_are_shown

if TYPE_CHECKING:
    from bot.services.answers import AnswerService
    from bot.services.publisher import Publisher
    from bot.store.rounds import RoundStore

log = logging.getLogger(__name__)

OFTEN = timedelta(seconds=5)
SELDOM = timedelta(minutes=1)
FRESH_FOR = timedelta(hours=1)
"""Edits of messages older than this are limited by Discord (error 30046)."""
AT_ONCE = 20
EVER = datetime.min.replace(tzinfo=UTC)


class CountService:
    """Edits the cards of rounds whose number of answers has changed.

    The number is for looks, so it is kept in memory: after a restart it is right again with the
    next answer, or at the close.

    Args:
        answering: knows which rounds changed.
        rounds: counts the answers.
        publisher: Discord.
    """

    def __init__(self, answering: AnswerService, rounds: RoundStore, publisher: Publisher) -> None:
        self._answering = answering
        self._rounds = rounds
        self._publisher = publisher
        self._shown: dict[int, datetime] = {}

    async def run(self, now: datetime) -> int:
        """Edit what is due, at most 20 cards, the longest unchanged first; return how many."""
        changed = self._answering.changed
        changed.intersection_update([i for i in changed if self._has_count(i)])
        self._shown = {i: at for i, at in self._shown.items() if self._has_count(i)}
        due = [i for i in changed if self._is_due(i, now)]
        due = sorted(due, key=lambda i: self._shown.get(i, EVER))[:AT_ONCE]
        if not due:
            return 0
        changed.difference_update(due)
        counts = await self._rounds.counts(due)
        for round_id in due:
            await self._show(round_id, counts[round_id], now)
        return len(due)

    async def _show(self, round_id: int, count: int, now: datetime) -> None:
        round_ = self._answering.by_id(round_id)
        if round_ is None or not self._has_count(round_id):
            return
        self._shown[round_id] = now
        try:
            await self._publisher.show_count(round_, count)
        except PublishError as error:
            log.info("count of round %s not shown: %s", round_id, error)

    def _has_count(self, round_id: int) -> bool:
        round_ = self._answering.by_id(round_id)
        return round_ is not None and round_.state is RoundState.OPEN and counts_are_shown(round_)

    def _is_due(self, round_id: int, now: datetime) -> bool:
        shown = self._shown.get(round_id)
        round_ = self._answering.by_id(round_id)
        if shown is None or round_ is None:
            return True
        pause = OFTEN if now - round_.opens_at < FRESH_FOR else SELDOM
        return now - shown >= pause
