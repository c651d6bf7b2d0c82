"""Streaks: question days in a row with an answer, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

MOST_FREEZES = 2
"""Missed days a member can have in hand; a new member starts with all."""

DAYS_PER_FREEZE = 7
"""Every so many days of a streak give one freeze back."""


@dataclass(frozen=True, slots=True)
class Streak:
    """A member's streak in a group.

    Days on which the group had no question neither extend a streak nor break it.
    """

    days: int = 0
    """Days with an answer in the present streak; missed days a freeze covered are not counted."""
    best: int = 0
    freezes: int = MOST_FREEZES
    """Missed days that will not break the streak, 0 to 2."""
    last_day: date | None = None
    """The latest day with an answer."""

    def extended(self, day: date, missed: int) -> Streak:
        """Return the streak after an answer on `day`.

        Freezes spend themselves where they save the streak, one a missed day. Missed days they
        cannot cover end it; the freezes are then kept. A day that is not later than the last one
        changes nothing.

        Args:
            day: the local date the answer counts for.
            missed: the group's question days between `last_day` and `day` without an answer.

        Raises:
            ValueError: `missed` is negative.
        """
        if missed < 0:
            raise ValueError(f"missed days cannot be {missed}")
        if self.last_day is None:
            return self._with(1, self.freezes, day)
        if day <= self.last_day:
            return self
        if missed > self.freezes:
            return self._with(1, self.freezes, day)
        days = self.days + 1
        regained = int(days % DAYS_PER_FREEZE == 0)
        return self._with(days, min(self.freezes - missed + regained, MOST_FREEZES), day)

    def _with(self, days: int, freezes: int, day: date) -> Streak:
        return replace(self, days=days, best=max(self.best, days), freezes=freezes, last_day=day)
