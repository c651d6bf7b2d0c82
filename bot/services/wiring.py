"""The services of one process, wired by hand: who knows whom stands here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.answers import AnswerService
from bot.services.catalogue import CatalogueService
from bot.services.closing import ClosingService
from bot.services.corrections import CorrectionService
from bot.services.counts import CountService
from bot.services.daily import DailyService
from bot.services.deliveries import Deliveries
from bot.services.flags import FlagService
from bot.services.granting import Granter
from bot.services.history import HistoryService
from bot.services.leaving import LeavingService
from bot.services.ledger import LedgerService
from bot.services.open_rounds import OpenRounds
from bot.services.own_time import OwnTimeService
from bot.services.picking import Picker
from bot.services.privacy import PrivacyService
from bot.services.profiles import ProfileService
from bot.services.quiz_finale import QuizFinale
from bot.services.quiz_gathering import QuizGathering
from bot.services.quiz_planning import QuizPlanner
from bot.services.quiz_results import QuizResults
from bot.services.quiz_running import QuizRunner
from bot.services.quizzes import QuizService
from bot.services.recaps import RecapService
from bot.services.reconciling import ReconcilingService
from bot.services.revisions import RevisionService
from bot.services.rewards import RewardService
from bot.services.rounds import RoundService
from bot.services.schedules import ScheduleService
from bot.services.seasons import SeasonService
from bot.services.standings import StandingsService
from bot.services.streaks import StreakService
from bot.services.suggestions import SuggestionService
from bot.services.trouble import Trouble
from bot.services.verdicts import VerdictService
from bot.store.accuracy import AccuracyStore
from bot.store.answers import AnswerStore
from bot.store.awards import AwardStore
from bot.store.claims import ClaimStore
from bot.store.erasure import ErasureStore
from bot.store.export import ExportStore
from bot.store.flags import FlagStore
from bot.store.leaving import LeavingStore
from bot.store.members import MemberStore
from bot.store.outbox import OutboxStore
from bot.store.pasts import PastStore
from bot.store.pauses import PauseStore
from bot.store.purge import PurgeStore
from bot.store.quiz_plans import PlanStore
from bot.store.quizzes import QuizStore
from bot.store.ratings import RatingStore
from bot.store.recaps import RecapStore
from bot.store.revisions import RevisionStore
from bot.store.rewards import RewardStore
from bot.store.rounds import RoundStore
from bot.store.schedules import ScheduleStore
from bot.store.seasons import SeasonStore
from bot.store.standings import StandingStore
from bot.store.streak_board import StreakBoardStore
from bot.store.streaks import StreakStore
from bot.store.suggestions import SuggestionStore
from bot.store.threads import ThreadStore
from bot.store.trends import TrendStore
from bot.store.usage import UsageStore
from bot.store.vacations import VacationStore
from bot.store.visibility import VisibilityStore

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from bot.services.clock import Clock
    from bot.services.library import Library
    from bot.services.publisher import Publisher
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
        await self.look_back()
        await self.deliveries.drain()
        await self.counts.run(self.clock.now())
        await self.leaving.run(self.clock.now())

    async def look_back(self) -> None:
        """Roll over the seasons that are over, and claim the recaps of weeks."""
        now = self.clock.now()
        await self.seasons.run_due(now)
        await self.recaps.run_due(now)


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
    index = OpenRounds()
    schedules, pauses, claims = ScheduleStore(db), PauseStore(db), ClaimStore(db)
    rounds, answers, outbox = RoundStore(db), AnswerStore(db), OutboxStore(db)
    awards, members, seasons = AwardStore(db), MemberStore(db), SeasonStore(db)
    quizzes, streaks = QuizStore(db), StreakStore(db)
    trouble = Trouble(
        outbox=outbox,
        rounds=rounds,
        schedules=schedules,
        pauses=pauses,
        quizzes=quizzes,
        index=index,
        clock=clock,
    )
    deliveries = Deliveries(
        outbox=outbox,
        rounds=rounds,
        quizzes=quizzes,
        trouble=trouble,
        publisher=publisher,
        index=index,
        clock=clock,
    )
    threads = ThreadStore(db)
    answering = AnswerService(
        rounds=rounds, answers=answers, threads=threads, index=index, clock=clock
    )
    reconciling = ReconcilingService(
        answers=answers, threads=threads, index=index, clock=clock, changed=answering.changed
    )
    flags = FlagStore(db)
    verdicts = VerdictService(
        flags=flags, usage=UsageStore(db), seasons=seasons, library=library, clock=clock
    )
    corrected = RevisionStore(db)
    revisions = RevisionService(
        revisions=corrected,
        rounds=rounds,
        answers=answers,
        verdicts=verdicts,
        deliveries=deliveries,
        library=library,
        quizzes=quizzes,
        index=index,
        clock=clock,
    )
    closing = ClosingService(
        rounds=rounds,
        answers=answers,
        awards=awards,
        seasons=seasons,
        streaks=streaks,
        outbox=outbox,
        reconciling=reconciling,
        revisions=revisions,
        deliveries=deliveries,
        publisher=publisher,
        index=index,
        quizzes=quizzes,
        members=members,
        library=library,
        clock=clock,
    )
    CorrectionService(
        revisions=corrected,
        rounds=rounds,
        answers=answers,
        outbox=outbox,
        trouble=trouble,
        deliveries=deliveries,
        closing=closing,
        library=library,
        publisher=publisher,
        clock=clock,
    )
    picker = Picker(pasts=PastStore(db), accuracy=AccuracyStore(db), library=library)
    daily = DailyService(
        schedules=schedules,
        pauses=pauses,
        claims=claims,
        rounds=rounds,
        deliveries=deliveries,
        picker=picker,
        library=library,
        clock=clock,
        rng=rng,
    )
    plans = PlanStore(db)
    runner = QuizRunner(
        quizzes=quizzes,
        answers=answers,
        awards=awards,
        picks=picker,
        closing=closing,
        deliveries=deliveries,
        library=library,
        daily=daily,
        gathering=QuizGathering(
            plans=plans,
            quizzes=quizzes,
            outbox=outbox,
            deliveries=deliveries,
            announcer=publisher.announcer,
            clock=clock,
        ),
        index=index,
        clock=clock,
        rng=rng,
    )
    QuizFinale(
        quizzes=quizzes,
        awards=awards,
        seasons=seasons,
        ratings=RatingStore(db),
        revisions=revisions,
        outbox=outbox,
        library=library,
        deliveries=deliveries,
        publisher=publisher,
    )
    live = QuizService(
        quizzes=quizzes,
        plans=plans,
        runner=runner,
        picks=picker,
        publisher=publisher,
        index=index,
        clock=clock,
        rng=rng,
    )
    standings, ratings, rewards = StandingStore(db), RatingStore(db), RewardStore(db)
    standing = StreakService(streaks)
    tables = StandingsService(
        standings=standings,
        trends=TrendStore(db, standings),
        seasons=seasons,
        ratings=ratings,
        streaks=standing,
        streak_board=StreakBoardStore(db),
        members=members,
        publisher=publisher,
        clock=clock,
    )

    async def places(guild_id: int, board: str) -> list[tuple[int, int]]:
        return [(row.rank, row.member_id) for row in await tables.podium(guild_id, board)]

    recaps = RecapStore(db)
    season_service = SeasonService(seasons=seasons, recaps=recaps, tables=tables, clock=clock)
    on_rounds = RoundService(
        rounds=rounds,
        pauses=pauses,
        members=members,
        quizzes=quizzes,
        trouble=trouble,
        index=index,
        clock=clock,
    )
    suggestions = SuggestionService(
        suggestions=SuggestionStore(db),
        schedules=schedules,
        seasons=seasons,
        library=library,
        clock=clock,
        can_render=can_render,
    )
    privacy = PrivacyService(
        visibility=VisibilityStore(db),
        export=ExportStore(db),
        erasure=ErasureStore(db),
        answering=answering,
        suggestions=suggestions,
        clock=clock,
    )
    return Services(
        answers=answering,
        catalogue=CatalogueService(UsageStore(db), library),
        closing=closing,
        counts=CountService(
            answering=answering,
            rounds=rounds,
            answers=answers,
            quizzes=quizzes,
            publisher=publisher,
        ),
        daily=daily,
        deliveries=deliveries,
        flags=FlagService(
            flags=flags,
            rounds=rounds,
            verdicts=verdicts,
            schedules=schedules,
            library=library,
            publisher=publisher,
            clock=clock,
        ),
        history=HistoryService(rounds, schedules),
        leaving=LeavingService(
            leaving=LeavingStore(db),
            purge=PurgeStore(db),
            members=members,
            privacy=privacy,
            rounds=on_rounds,
            verdicts=verdicts,
            suggestions=suggestions,
            publisher=publisher,
            clock=clock,
        ),
        ledger=LedgerService(awards),
        library=library,
        own_time=OwnTimeService(
            members=members,
            vacations=VacationStore(db),
            streaks=streaks,
            standing=standing,
            clock=clock,
        ),
        privacy=privacy,
        profiles=ProfileService(
            tables=tables,
            standings=standings,
            members=members,
            ratings=ratings,
            seasons=seasons,
            streaks=standing,
            clock=clock,
        ),
        quizzes=live,
        quiz_plans=QuizPlanner(
            plans=plans,
            quizzes=quizzes,
            live=live,
            awards=awards,
            deliveries=deliveries,
            publisher=publisher,
            clock=clock,
            rng=rng,
        ),
        quiz_results=QuizResults(quizzes, publisher),
        quiz_runner=runner,
        recaps=RecapService(
            recaps=recaps,
            schedules=schedules,
            seasons=season_service,
            season_store=seasons,
            tables=tables,
            standings=standings,
            picker=picker,
            outbox=outbox,
            deliveries=deliveries,
            herald=publisher.herald,
            clock=clock,
        ),
        revisions=revisions,
        rewards=RewardService(
            rewards=rewards,
            granter=Granter(
                rewards=rewards,
                roles=publisher.roles,
                places=places,
                clock=clock,
            ),
            roles=publisher.roles,
            outbox=outbox,
            deliveries=deliveries,
            clock=clock,
        ),
        rounds=on_rounds,
        schedules=ScheduleService(
            schedules=schedules,
            pauses=pauses,
            daily=daily,
            picker=picker,
            library=library,
            publisher=publisher,
            clock=clock,
            rng=rng,
        ),
        seasons=season_service,
        standings=tables,
        streaks=standing,
        suggestions=suggestions,
        verdicts=verdicts,
        clock=clock,
    )
