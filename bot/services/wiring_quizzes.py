"""The services of live quizzes, wired by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.quiz_finale import QuizFinale
from bot.services.quiz_gathering import QuizGathering
from bot.services.quiz_planning import QuizPlanner
from bot.services.quiz_results import QuizResults
from bot.services.quiz_running import QuizRunner
from bot.services.quizzes import QuizService

if TYPE_CHECKING:
    from bot.services.given import Given
    from bot.services.wiring_rounds import Asking


@dataclass(frozen=True, slots=True)
class Quizzing:
    """The use cases of quizzes."""

    live: QuizService
    planner: QuizPlanner
    results: QuizResults
    runner: QuizRunner


def wire_quizzes(given: Given, asking: Asking) -> Quizzing:
    """Return the services of quizzes."""
    stores, publisher = given.stores, given.publisher
    runner = _runner(given, asking)
    QuizFinale(
        quizzes=stores.quizzes,
        awards=stores.awards,
        seasons=stores.seasons,
        ratings=stores.ratings,
        revisions=asking.revisions,
        outbox=stores.outbox,
        library=given.library,
        deliveries=asking.deliveries,
        publisher=publisher,
    )
    live = QuizService(
        quizzes=stores.quizzes,
        plans=stores.plans,
        runner=runner,
        picks=asking.picker,
        publisher=publisher,
        index=given.index,
        clock=given.clock,
        rng=given.rng,
    )
    planner = QuizPlanner(
        plans=stores.plans,
        quizzes=stores.quizzes,
        live=live,
        awards=stores.awards,
        deliveries=asking.deliveries,
        publisher=publisher,
        clock=given.clock,
        rng=given.rng,
    )
    return Quizzing(live, planner, QuizResults(stores.quizzes, publisher), runner)


def _runner(given: Given, asking: Asking) -> QuizRunner:
    stores = given.stores
    gathering = QuizGathering(
        plans=stores.plans,
        quizzes=stores.quizzes,
        outbox=stores.outbox,
        deliveries=asking.deliveries,
        announcer=given.publisher.announcer,
        clock=given.clock,
    )
    return QuizRunner(
        quizzes=stores.quizzes,
        answers=stores.answers,
        awards=stores.awards,
        picks=asking.picker,
        closing=asking.closing,
        deliveries=asking.deliveries,
        library=given.library,
        daily=asking.daily,
        gathering=gathering,
        index=given.index,
        clock=given.clock,
        rng=given.rng,
    )
