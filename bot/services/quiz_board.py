"""How a quiz stands after a question, for its reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.quiz import scoreboard
from bot.services.publisher import Missed, QuizBoard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.quiz import Result
    from bot.domain.round import Round
    from bot.store.quizzes import QuizStore

MISSED = 0.5
"""A question that fewer than this share got right was missed by the group."""


async def board_of(quizzes: QuizStore, round_: Round) -> QuizBoard | None:
    """Return the scoreboard after a question of a quiz; None for any other round."""
    quiz = None if round_.quiz_id is None else await quizzes.get(round_.quiz_id)
    if quiz is None or round_.position is None:
        return None
    players = await quizzes.on_board(quiz)
    named = {player.member_id for player in players}
    results = [r for r in await quizzes.results(quiz.id) if r.position <= (round_.position or 0)]
    right = [r for r in results if r.position == round_.position and r.right]
    first = min(right, key=lambda result: result.elapsed_ms, default=None)
    if first is not None and first.member_id not in named:
        first = None  # nobody else was the fastest
    return QuizBoard(
        quiz,
        tuple(scoreboard(quiz.mode, players, results)),
        (first.member_id, first.elapsed_ms) if first else None,
    )


def missed_of(rounds: Sequence[Round], results: Sequence[Result]) -> list[Missed]:
    """Return the questions that most got wrong, the most missed first."""
    found = []
    for round_ in rounds:
        own = [result for result in results if result.position == round_.position]
        share = sum(result.right for result in own) / len(own) if own else 0.0
        if round_.reveal_message_id is not None and share < MISSED:
            found.append(Missed(round_, share, len(own)))
    return sorted(found, key=lambda missed: missed.share)
