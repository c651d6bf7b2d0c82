"""The end of a quiz: ratings change, the podium is shown, and points go into the standings."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.domain.quiz import scoreboard
from bot.domain.rating import finishers
from bot.domain.round import RoundState
from bot.services.judging import points_of
from bot.services.publisher import Finale
from bot.services.quiz_board import missed_of
from bot.store.awards import Award
from bot.store.outbox import Chore

if TYPE_CHECKING:
    from bot.domain.quiz import Quiz, Result
    from bot.domain.round import Round
    from bot.services.deliveries import Deliveries
    from bot.services.library import Library
    from bot.services.publisher import Publisher
    from bot.services.revisions import RevisionService
    from bot.store.awards import AwardStore
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.quizzes import QuizStore
    from bot.store.ratings import RatingStore
    from bot.store.seasons import Periods, SeasonStore

log = logging.getLogger(__name__)


class QuizFinale:
    """Shows and records how quizzes ended.

    Args:
        quizzes: the quizzes.
        awards: the ledger.
        seasons: what points count for.
        ratings: how strong members are.
        revisions: re-scores what was asked by an older key.
        outbox: what is still to be done.
        library: knows who wrote a question.
        deliveries: runs the errands.
        publisher: Discord.
    """

    def __init__(
        self,
        *,
        quizzes: QuizStore,
        awards: AwardStore,
        seasons: SeasonStore,
        ratings: RatingStore,
        revisions: RevisionService,
        outbox: OutboxStore,
        library: Library,
        deliveries: Deliveries,
        publisher: Publisher,
    ) -> None:
        self._quizzes = quizzes
        self._awards = awards
        self._seasons = seasons
        self._ratings = ratings
        self._revisions = revisions
        self._outbox = outbox
        self._library = library
        self._deliveries = deliveries
        self._publisher = publisher
        deliveries.handle({Chore.FINALE: self._show, Chore.AWARD: self._award})

    async def finale_of(self, quiz: Quiz) -> Finale:
        """Return what the end of a quiz shows."""
        players = await self._quizzes.on_board(quiz)
        results = await self._quizzes.results(quiz.id)
        rounds = await self._quizzes.rounds(quiz.id)
        return Finale(
            quiz=quiz,
            places=tuple(scoreboard(quiz.mode, players, results)),
            missed=tuple(missed_of(rounds, results)),
            asked=sum(round_.state is RoundState.REVEALED for round_ in rounds),
            humans=len({result.member_id for result in results}),
            ratings=tuple(await self._ratings.changes(quiz)),
        )

    async def _show(self, errand: Errand, round_: Round) -> None:
        """Send the podium after the last reveal; `round_` is the last one revealed."""
        quiz = await self._quizzes.get(round_.quiz_id or 0)
        if quiz is None:
            await self._outbox.done(errand.id)
            return
        await self._rate(quiz, round_)
        fresh = self._deliveries.is_fresh(Chore.FINALE, round_.id)
        message_id = None if fresh else await self._publisher.find_finale(quiz, round_.closes_at)
        if message_id is None:
            message_id = await self._publisher.show_finale(await self.finale_of(quiz))
        await self._quizzes.shown(quiz.id, message_id, errand.id)
        log.info("quiz %s ended with message %s", quiz.id, message_id)

    async def _rate(self, quiz: Quiz, last: Round) -> None:
        """Let the quiz change the ratings; harmless when it has."""
        played = await self._quizzes.rounds(quiz.id)
        insiders = frozenset[int]().union(
            *(self._library.insiders(quiz.guild_id, round_.question.id) for round_ in played)
        )
        players = await self._quizzes.players(quiz.id)
        results = await self._quizzes.results(quiz.id)
        ranks = finishers(quiz, players, results, last.closes_at, insiders)
        await self._ratings.rate(quiz, ranks, last.closes_at)

    async def _award(self, errand: Errand, round_: Round) -> None:
        """Put the points of one question into the ledger and the standings."""
        quiz = await self._quizzes.get(round_.quiz_id or 0)
        results = [r for r in await self._quizzes.results(round_.quiz_id or 0)
                   if r.position == round_.position]  # fmt: skip
        if quiz is not None and results:
            periods = await self._seasons.periods(round_.guild_id, round_.closes_at)
            insiders = self._library.insiders(round_.guild_id, round_.question.id)
            lines = [
                _line(quiz, round_, result, periods)
                for result in results
                if result.member_id not in insiders
            ]
            await self._awards.add(round_, lines, errand.id)
            self._revisions.note(round_)
        else:
            await self._outbox.done(errand.id)


def _line(quiz: Quiz, round_: Round, result: Result, periods: Periods) -> Award:
    rule = points_of(round_, quiz, result).rule
    return Award(
        guild_id=round_.guild_id,
        member_id=result.member_id,
        source="round",
        source_id=round_.id,
        reason="answer",
        topic=round_.question.topic,
        points=result.points,
        score_milli=result.score_milli,
        answered=1,
        correct=int(result.right),
        season=periods.season,
        week=periods.week,
        rule=rule,
        at=round_.closes_at,
    )
