"""Closing: late answers are refused, the rest is graded, points are awarded, and it is revealed."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.domain.arranging import letters_of, right_steps, sequence
from bot.domain.grading import grade, show_response
from bot.domain.question import QuestionType
from bot.domain.round import LETTERS, AnswerStyle
from bot.domain.scoring import daily_points, streak_points
from bot.errors import Gone, Refused, Unreachable
from bot.services.publisher import Reveal, Tally
from bot.services.quiz_board import board_of
from bot.store.awards import Award, Settlement
from bot.store.outbox import Chore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.domain.round import Round
    from bot.domain.streaks import Streak
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.services.library import Library
    from bot.services.open_rounds import OpenRounds
    from bot.services.publisher import Publisher
    from bot.services.reconciling import ReconcilingService
    from bot.services.revisions import RevisionService
    from bot.store.answers import Answer, AnswerStore
    from bot.store.awards import AwardStore
    from bot.store.members import MemberStore
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.quizzes import QuizStore
    from bot.store.rounds import RoundStore
    from bot.store.seasons import Periods, SeasonStore
    from bot.store.streaks import StreakStore

log = logging.getLogger(__name__)

BATCH = 200
READ_TRIES = 5
"""How often a card is read back before a round is graded by what is known (about 3 minutes)."""
TALLIES = 5
"""Different typed answers shown in a reveal."""


class ClosingService:
    """Closes, grades and reveals rounds, and compares open ones with Discord.

    Args:
        rounds: the rounds.
        answers: their answers.
        awards: the ledger.
        seasons: what points count for.
        streaks: how the members stand.
        outbox: what is still to be done.
        reconciling: takes what is read back.
        revisions: knows whether a question was corrected meanwhile.
        deliveries: runs the errands.
        publisher: Discord.
        index: the open rounds in memory.
        quizzes: how they stand.
        members: who hides.
        library: knows who wrote a question.
        clock: the time.
    """

    def __init__(
        self,
        *,
        rounds: RoundStore,
        answers: AnswerStore,
        awards: AwardStore,
        seasons: SeasonStore,
        streaks: StreakStore,
        outbox: OutboxStore,
        reconciling: ReconcilingService,
        revisions: RevisionService,
        deliveries: Deliveries,
        publisher: Publisher,
        index: OpenRounds,
        quizzes: QuizStore,
        members: MemberStore,
        library: Library,
        clock: Clock,
    ) -> None:
        self._rounds = rounds
        self._library = library
        self._quizzes = quizzes
        self._members = members
        self._answers = answers
        self._awards = awards
        self._seasons = seasons
        self._streaks = streaks
        self._outbox = outbox
        self._reconciling = reconciling
        self._revisions = revisions
        self._deliveries = deliveries
        self._publisher = publisher
        self._index = index
        self._clock = clock
        # Two rounds of a server that are graded at once would each extend the same streaks.
        self._grading = asyncio.Lock()
        deliveries.handle(
            {
                Chore.READBACK: self._read_back,
                Chore.SETTLE: self._settle,
                Chore.REVEAL: self._reveal,
            }
        )

    async def run_due(self, now: datetime) -> int:
        """Close every round whose window is over; return how many."""
        closed = 0
        while due := await self._rounds.to_close(now, BATCH):
            for round_id in await self._rounds.close(due, now):
                log.info("round %s closed", round_id)
                self._index.close(round_id)
                closed += 1
        return closed

    async def close_now(self, round_id: int) -> bool:
        """Close a round before its time; False when it is not open."""
        moved = await self._rounds.close([round_id], self._clock.now())
        self._index.close(round_id)
        return bool(moved)

    # ------------------------------------------------------------------ errands

    async def _read_back(self, errand: Errand, round_: Round) -> None:
        await self._compare(round_)
        await self._outbox.done(errand.id)

    async def _settle(self, errand: Errand, round_: Round) -> None:
        await self.compare_at_last(errand, round_)
        round_ = await self._revisions.renewed(round_)
        async with self._grading:
            settlement = await self._grade(round_)
            settled = await self._awards.settle(round_, settlement, self._clock.now())
        if settled:
            self._deliveries.promise(Chore.REVEAL, [round_.id])
            log.info("round %s graded, %s answers", round_.id, len(settlement.scores))
        self._index.forget(round_.id)
        self._revisions.note(round_)

    async def compare_at_last(self, errand: Errand, round_: Round) -> None:
        """Compare once more before the grading; where that keeps failing, do without.

        Raises:
            Gone: the card was deleted.
            Exception: it failed, and may yet succeed.
        """
        try:
            await self._compare(round_)
        except Unreachable:
            if errand.attempts < READ_TRIES:
                raise
            log.warning("round %s is graded without reading its card back", round_.id)
        except Refused as error:
            log.warning("round %s is graded by what was seen: %s", round_.id, error)
        except Gone as error:
            if error.what == "message":
                raise
            log.warning("round %s is graded by what was seen: %s", round_.id, error)
        except Exception:
            if errand.attempts < READ_TRIES:
                raise
            log.exception("round %s is graded by what was seen", round_.id)

    async def _reveal(self, _errand: Errand, round_: Round) -> None:
        message_id = round_.reveal_message_id
        fresh = self._deliveries.is_fresh(Chore.REVEAL, round_.id)
        if message_id is None and not fresh:
            message_id = await self._publisher.find_reveal(round_)
        if message_id is None:
            message_id = await self._publisher.reveal(round_, await self.reveal_of(round_))
        if await self._rounds.revealed(round_, message_id, self._clock.now()):
            log.info("round %s revealed as message %s", round_.id, message_id)

    async def _compare(self, round_: Round) -> None:
        """Make the answers agree with the card or the thread.

        Raises:
            PublishError: Discord could not be asked.
        """
        if round_.question.type.is_choice and round_.style is AnswerStyle.REACTIONS:
            await self._reconciling.votes(round_, await self._publisher.votes(round_))
            return
        await self._publisher.exists(round_)
        if round_.question.type is QuestionType.OPEN and round_.thread_id is not None:
            posts = await self._publisher.thread_posts(round_)
            await self._reconciling.posts(round_, posts)

    # ------------------------------------------------------------------ grading

    async def _grade(self, round_: Round) -> Settlement:
        answers = await self._answers.of_round(round_.id)
        members = [answer.member_id for answer in answers]
        periods = await self._seasons.periods(round_.guild_id, round_.closes_at)
        stand = await self._streaks.standings(round_.guild_id, members, round_.opens_at)
        insiders = self._library.insiders(round_.guild_id, round_.question.id)
        scores: dict[int, int | None] = {}
        streaks: dict[int, Streak] = {}
        repaired: dict[int, tuple[date, ...]] = {}
        awards: list[Award] = []
        for answer in answers:
            standing = stand[answer.member_id]
            grown = standing.streak.extended(round_.opens_at, standing.past)
            streaks[answer.member_id] = grown.streak
            repaired[answer.member_id] = grown.repaired
            insider = answer.member_id in insiders
            award, score = award_of(round_, answer, periods, insider=insider)
            scores[answer.member_id] = score
            awards.append(award)
            bonus = streak_points(grown.streak.days) if grown.is_new_day else 0
            if bonus:
                awards.append(_streak_award(award, grown.streak, bonus))
        return Settlement(scores, awards, streaks, repaired)

    async def reveal_of(self, round_: Round) -> Reveal:
        """Return what the reveal shows: who was right, and how the answers were distributed."""
        answers = await self._answers.of_round(round_.id)
        if round_.question.type is QuestionType.OPEN:
            return Reveal(len(answers), (), 0, ())
        board = await board_of(self._quizzes, round_)
        grades = [(answer, grade(round_.question, answer.response)) for answer in answers]
        correct = [answer.member_id for answer, result in grades if result.correct]
        hiding = await self._members.hiding(round_.guild_id, correct)
        right = tuple(member_id for member_id in correct if member_id not in hiding)
        partly = sum(1 for _, result in grades if 0 < result.score < 1)
        shown = tallies(round_, answers)
        return Reveal(len(answers), right, partly, shown, board, unnamed=len(hiding))


def tallies(round_: Round, answers: Sequence[Answer]) -> tuple[Tally, ...]:
    """Count the answers per option or right step, or the most frequent typed ones."""
    if round_.question.type is QuestionType.ORDER:
        return _step_tallies(round_, answers)
    shown = Counter(
        show_response(round_.question, round_.order, answer.response) for answer in answers
    )
    if not round_.question.type.is_choice:
        return tuple(Tally(label, n) for label, n in shown.most_common(TALLIES))
    options: Counter[str] = Counter()
    for label, n in shown.items():
        for letter in label.split(", "):
            options[letter] += n
    return tuple(Tally(LETTERS[i], options[LETTERS[i]]) for i in range(len(round_.order)))


def _step_tallies(round_: Round, answers: Sequence[Answer]) -> tuple[Tally, ...]:
    """Count how many had each step of the right order, from one option to the next."""
    had = Counter(step for answer in answers for step in right_steps(sequence(answer.response)))
    steps = enumerate(pairwise(round_.key_order))
    return tuple(Tally(letters_of(places), had[step]) for step, places in steps)


def award_of(
    round_: Round, answer: Answer, periods: Periods, *, insider: bool
) -> tuple[Award, int | None]:
    """Return what an answer earns, and its score in thousandths (None: an open question has none).

    Args:
        round_: the round.
        answer: a member's answer to it.
        periods: the season and the week in which the round closed.
        insider: whether the member knew the key beforehand.
    """
    is_open = round_.question.type is QuestionType.OPEN
    result = None if is_open else grade(round_.question, answer.response)
    points = daily_points(round_.question, result, insider=insider)
    award = Award(
        guild_id=round_.guild_id,
        member_id=answer.member_id,
        source="round",
        source_id=round_.id,
        reason="answer",
        topic=round_.question.topic,
        points=points.points,
        score_milli=points.score_milli,
        answered=points.answered,
        correct=points.correct,
        season=periods.season,
        week=periods.week,
        rule=points.rule,
        at=round_.closes_at,
    )
    return award, None if result is None else result.score_milli


def _streak_award(award: Award, streak: Streak, bonus: int) -> Award:
    rule = f"Day {streak.days} of your streak: {bonus} extra."
    return replace(
        award, reason="streak", points=bonus, score_milli=0, answered=0, correct=0, rule=rule
    )
