"""Every repository on one open database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Stores:
    """The repositories, one for each aggregate."""

    accuracy: AccuracyStore
    answers: AnswerStore
    awards: AwardStore
    claims: ClaimStore
    erasure: ErasureStore
    export: ExportStore
    flags: FlagStore
    leaving: LeavingStore
    members: MemberStore
    outbox: OutboxStore
    pasts: PastStore
    pauses: PauseStore
    plans: PlanStore
    purge: PurgeStore
    quizzes: QuizStore
    ratings: RatingStore
    recaps: RecapStore
    revisions: RevisionStore
    rewards: RewardStore
    rounds: RoundStore
    schedules: ScheduleStore
    seasons: SeasonStore
    standings: StandingStore
    streak_board: StreakBoardStore
    streaks: StreakStore
    suggestions: SuggestionStore
    threads: ThreadStore
    trends: TrendStore
    usage: UsageStore
    vacations: VacationStore
    visibility: VisibilityStore

    @classmethod
    def on(cls, db: Database) -> Stores:
        """Return all of them on a database."""
        standings = StandingStore(db)
        return cls(
            accuracy=AccuracyStore(db),
            answers=AnswerStore(db),
            awards=AwardStore(db),
            claims=ClaimStore(db),
            erasure=ErasureStore(db),
            export=ExportStore(db),
            flags=FlagStore(db),
            leaving=LeavingStore(db),
            members=MemberStore(db),
            outbox=OutboxStore(db),
            pasts=PastStore(db),
            pauses=PauseStore(db),
            plans=PlanStore(db),
            purge=PurgeStore(db),
            quizzes=QuizStore(db),
            ratings=RatingStore(db),
            recaps=RecapStore(db),
            revisions=RevisionStore(db),
            rewards=RewardStore(db),
            rounds=RoundStore(db),
            schedules=ScheduleStore(db),
            seasons=SeasonStore(db),
            standings=standings,
            streak_board=StreakBoardStore(db),
            streaks=StreakStore(db),
            suggestions=SuggestionStore(db),
            threads=ThreadStore(db),
            trends=TrendStore(db, standings),
            usage=UsageStore(db),
            vacations=VacationStore(db),
            visibility=VisibilityStore(db),
        )
