"""The results of a quiz, answer by answer, for whoever wants to look further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import NotFound, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.question import Question
    from bot.domain.quiz import Result
    from bot.services.publisher import Publisher
    from bot.store.quizzes import QuizStore


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What a member made of a question."""

    question: Question
    result: Result
    name: str
    """The member's name in the server; empty when it is not known."""
    team: int
    """0 to 3; -1 without one."""


class QuizResults:
    """Tells what was answered.

    Args:
        quizzes: the quizzes.
        publisher: knows the names.
    """

    def __init__(self, quizzes: QuizStore, publisher: Publisher) -> None:
        self._quizzes = quizzes
        self._publisher = publisher

    async def lines(self, quiz_id: int) -> Sequence[ResultLine]:
        """Return the answers that were scored, by question and then as they came.

        Raises:
            NotFound: there is no such quiz.
            UserError: it is not over.
        """
        quiz = await self._quizzes.get(quiz_id)
        if quiz is None:
            raise NotFound("That quiz is no longer known here.")
        if not quiz.state.is_over:
            raise UserError("The results can be had once the quiz is over.")
        results = await self._quizzes.results(quiz_id)
        asked = {r.position: r.question for r in await self._quizzes.rounds(quiz_id)}
        teams = {p.member_id: p.team for p in await self._quizzes.players(quiz_id)}
        who = list(dict.fromkeys(result.member_id for result in results))
        names = await self._publisher.names(quiz.guild_id, who)
        return [
            ResultLine(
                asked[result.position],
                result,
                names.get(result.member_id, ""),
                teams.get(result.member_id, -1),
            )
            for result in results
        ]
