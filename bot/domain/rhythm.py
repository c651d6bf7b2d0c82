"""The week's rhythm: what each day asks for, and what the weekend asks again.

    Monday     difficulty 1 to 2
    Tuesday    difficulty 2 to 3
    Wednesday  a number or the output of code, difficulty 3
    Thursday   difficulty 3 to 4
    Friday     an open question, difficulty 3 to 5
    weekend    the most missed questions of the week

A day's wish is a preference within what a schedule allows. If nothing new meets it, it widens step
by step: difficulties one further each way, then any difficulty; after that any type, again at the
difficulties wished for, one further each way, and any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.domain.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

SATURDAY: Final = 5
MISSED: Final = 0.6
"""A question whose answers score less than this on average counts as missed."""
FEWEST_ANSWERS: Final = 2
"""Fewer answers say nothing about what the group missed."""

_NAMES: Final = {
    QuestionType.NUMERIC: "a number",
    QuestionType.CODE_OUTPUT: "the output of code",
    QuestionType.OPEN: "an open question",
}


class Step(NamedTuple):
    """What a question must be to be considered: of one of the types, if any are named."""

    types: tuple[QuestionType, ...] = ()
    easiest: int = 1
    hardest: int = 5

    def fits(self, kind: QuestionType, difficulty: int) -> bool:
        """Whether a question of this type and difficulty meets it."""
        return self.easiest <= difficulty <= self.hardest and (not self.types or kind in self.types)

    def __str__(self) -> str:
        named = " or ".join(_NAMES.get(kind, kind.value) for kind in self.types)
        return ", ".join(part for part in (named, self._span()) if part) or "anything"

    def _span(self) -> str:
        if (self.easiest, self.hardest) == (1, 5):
            return ""
        if self.easiest == self.hardest:
            return f"difficulty {self.easiest}"
        return f"difficulty {self.easiest} to {self.hardest}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a day asks for: the steps by which it widens, the first one met counts."""

    day: str
    steps: tuple[Step, ...]


ANYTHING: Final = Wish("", (Step(),))


def _widening(day: str, easiest: int, hardest: int, *types: QuestionType) -> Wish:
    further = max(easiest - 1, 1), min(hardest + 1, 5)
    spans = ((easiest, hardest), further, (1, 5))
    steps = [Step(types, *span) for span in spans]
    steps += [Step((), *span) for span in spans if types]
    return Wish(day, tuple(steps))


_WEEK: Final = (
    _widening("Monday", 1, 2),
    _widening("Tuesday", 2, 3),
    _widening("Wednesday", 3, 3, QuestionType.NUMERIC, QuestionType.CODE_OUTPUT),
    _widening("Thursday", 3, 4),
    _widening("Friday", 3, 5, QuestionType.OPEN),
    ANYTHING,
    ANYTHING,
)


def wish_of(day: date) -> Wish:
    """Return what the rhythm asks for on a local day."""
    return _WEEK[day.weekday()]


def is_weekend(day: date) -> bool:
    """Whether the rhythm asks again on this day what was missed in its week."""
    return day.weekday() >= SATURDAY


class Asked(NamedTuple):
    """A question that was asked in a server, and how it went."""

    question_id: str
    topic: str
    day: date
    """The local day it counted for."""
    closed: bool
    revisit: bool
    """Whether it was itself asked again because many had missed it."""
    answered: int
    """Answers that were graded."""
    score: float
    """The sum of their scores, each 0 to 1."""

    @property
    def mean(self) -> float:
        """The mean score; 1 when nobody answered."""
        return self.score / self.answered if self.answered else 1.0


def most_missed(asked: Iterable[Asked], day: date) -> list[Asked]:
    """Return what the group missed in the ISO week of a day and was not asked again, worst first.

    Args:
        asked: the questions of some days; those of other weeks and of later days are left out.
        day: the local day that asks again.
    """
    monday = day - timedelta(days=day.weekday())
    week = [entry for entry in asked if monday <= entry.day <= day]
    again = {entry.question_id for entry in week if entry.revisit}
    missed = [
        entry
        for entry in week
        if entry.closed
        and entry.answered >= FEWEST_ANSWERS
        and entry.mean < MISSED
        and entry.question_id not in again
    ]
    return sorted(missed, key=lambda entry: (entry.mean, entry.question_id))
