"""Points for a daily question; every award carries the sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.question import DIFFICULTY_WORDS
from bot.domain.wording import plural

if TYPE_CHECKING:
    from bot.domain.grading import Grade
    from bot.domain.question import Question

FULL_POINTS = (10, 12, 15, 19, 24)
"""For a right answer, 10 x [1, 1.2, 1.5, 1.9, 2.4]; index 0 is difficulty 1."""

TAKING_PART = 2
"""For any answer."""

HINT_COST = 0.25
"""The share of the points that each hint takes."""

MOST_STREAK_POINTS = 5

ACCEPTED_QUESTION = 5
"""For a suggested question that an admin accepted."""

RIGHT_REPORT = 3
"""For reporting a question that was then corrected or retired."""


@dataclass(frozen=True, slots=True)
class Points:
    """What an answer earns.

    `score_milli` is 0 to 1000; `answered` and `correct` are what it adds to the member's counts
    for accuracy (0 or 1); `rule` is the sentence that `/why` shows.
    """

    points: int
    score_milli: int
    answered: int
    correct: int
    rule: str


def daily_points(
    question: Question, grade: Grade | None, hints: int = 0, *, insider: bool = False
) -> Points:
    """Return the points for an answer to a daily question.

    Args:
        question: what was asked.
        grade: how right the answer was; None for an open question, which earns the points for
            taking part and does not count for accuracy.
        hints: how many hints were taken, 0 or more.
        insider: whether the member wrote or reviewed the question and so knew its key; then the
            answer earns the points for taking part and does not count for accuracy.
    """
    if insider:
        rule = f"You wrote or reviewed this question: {TAKING_PART} points for taking part."
        return Points(TAKING_PART, 0, 0, 0, rule)
    if grade is None:
        return Points(TAKING_PART, 0, 0, 0, f"Open question: {TAKING_PART} points for taking part.")
    full = FULL_POINTS[question.difficulty - 1]
    share = grade.score * max(0.0, 1 - HINT_COST * hints)
    points = max(TAKING_PART, round(share * full))
    return Points(points, grade.score_milli, 1, int(grade.correct), _rule(question, grade, hints))


def _rule(question: Question, grade: Grade, hints: int) -> str:
    if grade.score == 0:
        return f"Not right: {TAKING_PART} points for taking part."
    full = FULL_POINTS[question.difficulty - 1]
    difficulty = f"difficulty {question.difficulty} ({DIFFICULTY_WORDS[question.difficulty - 1]})"
    verdict = "Right" if grade.correct else f"{grade.score:.0%} right"
    rule = f"{verdict}, {difficulty}: {'' if grade.correct else 'a share of '}{full} points"
    if hints > 0:
        rule += f", less a quarter for {'each of ' if hints > 1 else ''}{plural(hints, 'hint')}"
    return f"{rule}, {TAKING_PART} at least." if not grade.correct or hints > 0 else f"{rule}."


def streak_points(streak: int) -> int:
    """Return the extra points for the day that makes a streak `streak` days long.

    None on the first day, then one more each day, at most 5.
    """
    return min(max(streak - 1, 0), MOST_STREAK_POINTS)
