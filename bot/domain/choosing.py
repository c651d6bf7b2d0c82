"""What a schedule asks on a day: the next of its track, what the week missed, or a pick."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.domain.course import Course
from bot.domain.expected import UNKNOWN
from bot.domain.question import QuestionType
from bot.domain.rhythm import ANYTHING, Asked, is_weekend, most_missed, wish_of
from bot.domain.selection import Pick, Pool, Used

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.expected import Outlook

FEW: Final = 20
"""When so many questions are left that were never asked, the admins are told."""
FEW_OF_TRACK: Final = 5
"""The same for a track."""


@dataclass(slots=True)
class Past:
    """What a group was asked so far. It grows by `note`."""

    used: list[Used] = field(default_factory=list)
    """Oldest first."""
    week: list[Asked] = field(default_factory=list)
    """The questions of the last days, with how they went; needed on weekends."""
    outlook: Outlook = UNKNOWN

    def note(self, pick: Pick, day: date) -> None:
        """Add a question that is asked now."""
        self.used.append(Used(pick.question_id, pick.topic))
        self.week.append(
            Asked(
                pick.question_id,
                pick.topic,
                day,
                closed=False,
                revisit=pick.revisit,
                answered=0,
                score=0.0,
            )
        )


def choose(stock: Pool | Course, past: Past, day: date, seed: int, *, rhythm: bool) -> Pick:
    """Return what is asked on a local day.

    Args:
        stock: the questions that fit the schedule; a `Course` has neither rhythm nor topics.
        past: what the group was asked.
        day: the local day.
        seed: what the draws follow from.
        rhythm: whether the day matters.

    Raises:
        NotFound: the stock is empty.
    """
    if isinstance(stock, Course):
        return stock.pick(past.used)
    if rhythm and is_weekend(day) and (again := _missed(stock, past, day)):
        return again
    return stock.pick(past.used, seed, wish_of(day) if rhythm else ANYTHING, past.outlook)


def few(stock: Pool | Course) -> int:
    """Return how many questions left are so few that the admins are told."""
    return FEW_OF_TRACK if isinstance(stock, Course) else FEW


def _missed(pool: Pool, past: Past, day: date) -> Pick | None:
    """Return the most missed question of the week; of another topic than the previous post's.

    A pool of one topic only need not change it.
    """
    previous = past.used[-1].topic if past.used else ""
    may_stay = pool.topics <= {previous}
    for entry in most_missed(past.week, day):
        candidate = pool.get(entry.question_id)
        if candidate is None or candidate.type is QuestionType.OPEN:
            continue
        if candidate.topic != previous or may_stay:
            reason = (
                f"Weekend: the group scored {entry.mean:.0%} in {entry.answered} answers this "
                "week, so it is asked again."
            )
            left = pool.remaining(past.used)
            return Pick(
                candidate.id, candidate.topic, left, reused=True, reason=reason, revisit=True
            )
    return None
