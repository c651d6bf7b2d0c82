"""The services of one process, wired by hand: who knows whom stands here and in the parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.catalogue import CatalogueService
from bot.services.counts import CountService
from bot.services.flags import FlagService
from bot.services.given import Given
from bot.services.history import HistoryService
from bot.services.leaving import LeavingService
from bot.services.open_rounds import OpenRounds
from bot.services.privacy import PrivacyService
from bot.services.rounds import RoundService
from bot.services.schedules import ScheduleService
from bot.services.stores import Stores
from bot.services.suggestions import SuggestionService
from bot.services.wiring_quizzes import wire_quizzes
from bot.services.wiring_rounds import wire_rounds
from bot.services.wiring_standings import wire_standings

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from bot.services.answers import AnswerService
    from bot.services.clock import Clock
    from bot.services.closing import ClosingService
    from bot.services.daily import DailyService
    from bot.services.deliveries import Deliveries
    from bot.services.ledger import LedgerService
    from bot.services.library import Library
    from bot.services.own_time import OwnTimeService
    from bot.services.profiles import ProfileService
    from bot.services.publisher import Publisher
    from bot.services.quiz_planning import QuizPlanner
    from bot.services.quiz_results import QuizResults
    from bot.services.quiz_running import QuizRunner
    from bot.services.quizzes import QuizService
    from bot.services.recaps import RecapService
    from bot.services.revisions import RevisionService
    from bot.services.rewards import RewardService
    from bot.services.seasons import SeasonService
    from bot.services.standings import StandingsService
    from bot.services.streaks import StreakService
    from bot.services.verdicts import VerdictService
    from bot.services.wiring_rounds import Asking
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case."""

    answers: AnswerService
    catalogue: CatalogueService
    closing: ClosingService
    counts: CountService
    daily: DailyService
    deliveries: Deliveries
    flags: FlagService
    history: HistoryService
    leaving: LeavingService
    ledger: LedgerService
    library: Library
    own_time: OwnTimeService
    privacy: PrivacyService
    profiles: ProfileService
    quizzes: QuizService
    quiz_plans: QuizPlanner
    quiz_results: QuizResults
    quiz_runner: QuizRunner
    recaps: RecapService
    revisions: RevisionService
    rewards: RewardService
    rounds: RoundService
    schedules: ScheduleService
    seasons: SeasonService
    standings: StandingsService
    streaks: StreakService
    suggestions: SuggestionService
    verdicts: VerdictService
    clock: Clock

    async def load(self) -> None:
        """Take up what the store knows, at start-up."""
        await self.suggestions.load()
        await self.verdicts.load()
        await self.rounds.load()

    async def claim_and_close(self) -> None:
        """Claim what is due to be posted, and close what is due to be closed."""
        now = self.clock.now()
        await self.closing.run_due(now)
        await self.quiz_runner.run_due(now)
        await self.daily.run_due(now)

    async def tick(self) -> None:
        """Do all that is due, and return when it is done."""
        await self.claim_and_close()
        while await self.revisions.run():
            pass
        await self.deliveries.drain()
        if await self.look_back():
            await self.deliveries.drain()
        await self.counts.run(self.clock.now())
        await self.leaving.run(self.clock.now())

    async def look_back(self) -> int:
        """Roll over the seasons that are over, and claim the recaps of weeks; return how many."""
        now = self.clock.now()
        if not await self.recaps.is_any_due(now):
            return 0
        return await self.seasons.run_due(now) + await self.recaps.run_due(now)


def wire(
    db: Database,
    library: Library,
    publisher: Publisher,
    clock: Clock,
    rng: random.Random,
    *,
    can_render: Callable[[str], bool] | None = None,
) -> Services:
    """Return the services on an open database.

    Args:
        db: the store.
        library: the questions.
        publisher: Discord.
        clock: the time.
        rng: draws questions, option orders and nonces.
        can_render: whether a formula (LaTeX) can be drawn; None when that cannot be told.
    """
    stores = Stores.on(db)
    given = Given(stores, library, publisher, clock, rng, OpenRounds())
    asking = wire_rounds(given)
    quizzing = wire_quizzes(given, asking)
    standing = wire_standings(given, asking)
    rounds = RoundService(
        rounds=stores.rounds,
        pauses=stores.pauses,
        members=stores.members,
        quizzes=stores.quizzes,
        trouble=asking.trouble,
        index=given.index,
        clock=clock,
    )
    suggestions = SuggestionService(
        suggestions=stores.suggestions,
        schedules=stores.schedules,
        seasons=stores.seasons,
        library=library,
        clock=clock,
        can_render=can_render,
    )
    privacy = PrivacyService(
        visibility=stores.visibility,
        export=stores.export,
        erasure=stores.erasure,
        answering=asking.answers,
        suggestions=suggestions,
        standings=standing.tables,
        clock=clock,
    )
    return Services(
        answers=asking.answers,
        catalogue=CatalogueService(stores.usage, library),
        closing=asking.closing,
        counts=CountService(
            answering=asking.answers,
            rounds=stores.rounds,
            answers=stores.answers,
            quizzes=stores.quizzes,
            publisher=publisher,
        ),
        daily=asking.daily,
        deliveries=asking.deliveries,
        flags=FlagService(
            flags=stores.flags,
            rounds=stores.rounds,
            verdicts=asking.verdicts,
            schedules=stores.schedules,
            library=library,
            publisher=publisher,
            clock=clock,
        ),
        history=HistoryService(stores.rounds, stores.schedules),
        leaving=LeavingService(
            leaving=stores.leaving,
            purge=stores.purge,
            members=stores.members,
            privacy=privacy,
            rounds=rounds,
            verdicts=asking.verdicts,
            suggestions=suggestions,
            publisher=publisher,
            clock=clock,
        ),
        ledger=standing.ledger,
        library=library,
        own_time=standing.own_time,
        privacy=privacy,
        profiles=standing.profiles,
        quizzes=quizzing.live,
        quiz_plans=quizzing.planner,
        quiz_results=quizzing.results,
        quiz_runner=quizzing.runner,
        recaps=standing.recaps,
        revisions=asking.revisions,
        rewards=standing.rewards,
        rounds=rounds,
        schedules=_schedules(given, asking),
        seasons=standing.seasons,
        standings=standing.tables,
        streaks=standing.streaks,
        suggestions=suggestions,
        verdicts=asking.verdicts,
        clock=clock,
    )


def _schedules(given: Given, asking: Asking) -> ScheduleService:
    return ScheduleService(
        schedules=given.stores.schedules,
        pauses=given.stores.pauses,
        daily=asking.daily,
        picker=asking.picker,
        library=given.library,
        publisher=given.publisher,
        clock=given.clock,
        rng=given.rng,
    )
