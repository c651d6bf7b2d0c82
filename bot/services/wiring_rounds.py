"""The services that ask, take answers, close and reveal, wired by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.answers import AnswerService
from bot.services.closing import ClosingService
from bot.services.corrections import CorrectionService
from bot.services.daily import DailyService
from bot.services.deliveries import Deliveries
from bot.services.picking import Picker
from bot.services.reconciling import ReconcilingService
from bot.services.revisions import RevisionService
from bot.services.trouble import Trouble
from bot.services.verdicts import VerdictService

if TYPE_CHECKING:
    from bot.services.given import Given


@dataclass(frozen=True, slots=True)
class Asking:
    """What every kind of round rests on."""

    answers: AnswerService
    closing: ClosingService
    daily: DailyService
    deliveries: Deliveries
    picker: Picker
    revisions: RevisionService
    trouble: Trouble
    verdicts: VerdictService


def wire_rounds(given: Given) -> Asking:
    """Return the services that rounds rest on."""
    stores, index, clock = given.stores, given.index, given.clock
    trouble = Trouble(
        outbox=stores.outbox,
        rounds=stores.rounds,
        schedules=stores.schedules,
        pauses=stores.pauses,
        quizzes=stores.quizzes,
        index=index,
        clock=clock,
    )
    deliveries = Deliveries(
        outbox=stores.outbox,
        rounds=stores.rounds,
        quizzes=stores.quizzes,
        trouble=trouble,
        publisher=given.publisher,
        index=index,
        clock=clock,
    )
    answers = AnswerService(
        rounds=stores.rounds,
        answers=stores.answers,
        threads=stores.threads,
        index=index,
        clock=clock,
    )
    verdicts = VerdictService(
        flags=stores.flags,
        usage=stores.usage,
        seasons=stores.seasons,
        library=given.library,
        clock=clock,
    )
    revisions = RevisionService(
        revisions=stores.revisions,
        rounds=stores.rounds,
        answers=stores.answers,
        verdicts=verdicts,
        deliveries=deliveries,
        library=given.library,
        quizzes=stores.quizzes,
        index=index,
        clock=clock,
    )
    closing = _closing(given, answers, revisions, deliveries, trouble)
    picker = Picker(pasts=stores.pasts, accuracy=stores.accuracy, library=given.library)
    daily = DailyService(
        schedules=stores.schedules,
        pauses=stores.pauses,
        claims=stores.claims,
        rounds=stores.rounds,
        deliveries=deliveries,
        picker=picker,
        library=given.library,
        clock=clock,
        rng=given.rng,
    )
    return Asking(answers, closing, daily, deliveries, picker, revisions, trouble, verdicts)


def _closing(
    given: Given,
    answers: AnswerService,
    revisions: RevisionService,
    deliveries: Deliveries,
    trouble: Trouble,
) -> ClosingService:
    """Return what closes and reveals; corrections of what was revealed follow from it."""
    stores = given.stores
    reconciling = ReconcilingService(
        answers=stores.answers,
        threads=stores.threads,
        index=given.index,
        clock=given.clock,
        changed=answers.changed,
    )
    closing = ClosingService(
        rounds=stores.rounds,
        answers=stores.answers,
        awards=stores.awards,
        seasons=stores.seasons,
        streaks=stores.streaks,
        outbox=stores.outbox,
        reconciling=reconciling,
        revisions=revisions,
        deliveries=deliveries,
        publisher=given.publisher,
        index=given.index,
        quizzes=stores.quizzes,
        members=stores.members,
        library=given.library,
        clock=given.clock,
    )
    CorrectionService(
        revisions=stores.revisions,
        rounds=stores.rounds,
        answers=stores.answers,
        outbox=stores.outbox,
        trouble=trouble,
        deliveries=deliveries,
        closing=closing,
        library=given.library,
        publisher=given.publisher,
        clock=given.clock,
    )
    return closing
