"""Saying on Discord what was corrected: in the channel, and on the card of an open round."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.domain.revision import carried, same_answer
from bot.domain.round import RoundState
from bot.errors import Refused
from bot.services.publisher import Correction
from bot.store.outbox import Chore, errand_row
from bot.store.revisions import VOIDED, correction_of

if TYPE_CHECKING:
    from bot.domain.question import Question
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.closing import ClosingService
    from bot.services.deliveries import Deliveries
    from bot.services.library import Library
    from bot.services.publisher import Publisher
    from bot.services.trouble import Trouble
    from bot.store.answers import AnswerStore
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.revisions import RevisionStore
    from bot.store.rounds import RoundStore

log = logging.getLogger(__name__)


class CorrectionService:
    """Runs the errands that follow from a newer version.

    Args:
        revisions: what was corrected.
        rounds: counts the answers.
        answers: shows whether they can be judged.
        outbox: what is still to be done.
        trouble: decides when Discord does not do it.
        deliveries: runs the errands.
        closing: knows what a reveal shows.
        library: the questions in use.
        publisher: Discord.
        clock: the time.
    """

    def __init__(
        self,
        *,
        revisions: RevisionStore,
        rounds: RoundStore,
        answers: AnswerStore,
        outbox: OutboxStore,
        trouble: Trouble,
        deliveries: Deliveries,
        closing: ClosingService,
        library: Library,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._revisions = revisions
        self._rounds = rounds
        self._answers = answers
        self._outbox = outbox
        self._trouble = trouble
        self._deliveries = deliveries
        self._closing = closing
        self._library = library
        self._publisher = publisher
        self._clock = clock
        deliveries.handle(
            {
                Chore.CORRECT: self._correct,
                Chore.AMEND: self._amend,
                Chore.REFRESH: self._refresh,
            }
        )

    async def _correct(self, errand: Errand, round_: Round) -> None:
        correction = await self._correction(errand, round_)
        tells_key = correction is not None and correction.question is not None
        if tells_key and await self._revisions.is_asked(round_.guild_id, round_.question.id):
            await self._trouble.put_off(errand, "the question is open again")
            return
        fresh = self._deliveries.is_fresh(Chore.CORRECT, round_.id)
        if correction is not None:
            try:
                message_id = await self._say(round_, correction, fresh=fresh)
            except Refused as error:
                # The points are right; a channel that takes no notice is no reason to pause.
                await self._trouble.again(errand, str(error))
                return
            now = self._clock.now()
            amend = errand_row(Chore.AMEND, round_.guild_id, round_.id, now, message_id=message_id)
            await self._outbox.follow(errand.id, amend)
        else:
            await self._outbox.done(errand.id)

    async def _amend(self, errand: Errand, round_: Round) -> None:
        if round_.reveal_message_id is not None:
            reveal = await self._closing.reveal_of(round_)
            message_id = int(errand.payload["message_id"])
            await self._publisher.amend_reveal(round_, reveal, message_id)
        await self._outbox.done(errand.id)

    async def _say(self, round_: Round, correction: Correction, *, fresh: bool) -> int:
        message_id = None
        if not fresh:
            message_id = await self._publisher.find_correction(round_, correction)
        if message_id is None:
            message_id = await self._publisher.correct(round_, correction)
        log.info("round %s: corrected in message %s", round_.id, message_id)
        return message_id

    async def _correction(self, errand: Errand, round_: Round) -> Correction | None:
        """Return what there is to say; None: nothing."""
        version = int(errand.payload["version"])
        since = datetime.fromtimestamp(errand.payload["since"], UTC)
        if version == 0:
            changed = await self._revisions.changed(round_.id, VOIDED)
            return Correction(0, None, changed, since)
        new = self._library.question(round_.guild_id, round_.question.id)
        if new is None or round_.state is RoundState.VOID:
            return None
        changed = await self._revisions.changed(round_.id, correction_of(version))
        if not changed and same_answer(round_.question, new):
            return None
        judges = await self._judges(round_, new)
        return Correction(version, new if judges else None, changed, since)

    async def _judges(self, round_: Round, new: Question) -> bool:
        answers = await self._answers.of_round(round_.id)
        return all(carried(round_.question, new, a.response) is not None for a in answers)

    async def _refresh(self, errand: Errand, round_: Round) -> None:
        if round_.state is RoundState.POSTING:
            await self._trouble.put_off(errand, "the card is not posted yet")
            return
        if round_.state in {RoundState.OPEN, RoundState.PAUSED}:
            counts = await self._rounds.counts([round_.id])
            await self._publisher.refresh_card(round_, counts[round_.id])
        await self._outbox.done(errand.id)
