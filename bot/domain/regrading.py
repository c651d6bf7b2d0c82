"""The points for an answer after its question was corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.grading import grade
from bot.domain.question import QuestionType
from bot.domain.revision import carried
from bot.domain.scoring import Points, daily_points
from bot.domain.wording import plural

if TYPE_CHECKING:
    from bot.domain.question import Question

NOTHING = Points(0, 0, 0, 0, "The question was changed, and answers to it can no longer be judged.")
"""What an answer earns that the newer version cannot judge."""
WITHDRAWN = Points(0, 0, 0, 0, "An admin withdrew the question.")
"""What an answer earns in a round that was withdrawn."""


def regraded(
    old: Question, new: Question, response: str, *, insider: bool
) -> tuple[Points, int | None]:
    """Return what an answer to the older version earns by the newer one's key, and its score.

    The difficulty stays that of the card, and a question that members judge keeps its points.

    Args:
        old: the version that was asked.
        new: the version that judges.
        response: as stored.
        insider: whether the member knew the key beforehand.

    Raises:
        ValueError: it cannot be judged; see `carried`.
    """
    said = carried(old, new, response)
    if said is None:
        raise ValueError(f"question {old.id} has changed so that {response!r} cannot be judged")
    judge = replace(new, difficulty=old.difficulty)
    result = None if new.type is QuestionType.OPEN else grade(judge, said)
    points = daily_points(judge, result, insider=insider)
    return points, None if result is None else result.score_milli


def explained(points: Points, before: int) -> str:
    """Return the sentence that `/why` shows for a correction.

    Args:
        points: what the answer earns now.
        before: the points it had.
    """
    if points in {NOTHING, WITHDRAWN}:
        return f"{points.rule} Taken back: {plural(before, 'point')}."
    return f"The answer to this question was corrected. {points.rule} Before: {before}."
