"""Boards, ranks and the shrunken accuracy that the season's default board orders by."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ALL = "all"
"""The board of all time."""

PRIOR_ANSWERS = 10
"""The weight of the group's mean in a member's shrunken accuracy, in answers."""

FEWEST_ANSWERS = 8
"""From so many answers on a member is ranked by accuracy."""


def season_of(instant: datetime, zone: str) -> str:
    """Return the season of an instant, a calendar month of the zone: `2026-11`."""
    return _local(instant, zone).strftime("%Y-%m")


def week_of(instant: datetime, zone: str) -> str:
    """Return the ISO week of an instant in the zone: `2026-W47`. Weeks begin on Monday.

    The year is the ISO year: 1 January may belong to the last week of the year before.
    """
    year, week, _ = _local(instant, zone).isocalendar()
    return f"{year}-W{week:02}"


def _local(instant: datetime, zone: str) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant!r}; pass an aware one")
    return instant.astimezone(ZoneInfo(zone))


def rank(points: Sequence[int]) -> list[int]:
    """Return the rank of each entry, 1 for the most points; ties share one (1, 2, 2, 4).

    The entries may come in any order; ranks are returned in the same order.
    """
    ascending = sorted(-value for value in points)
    return [bisect_left(ascending, -value) + 1 for value in points]


def shrunken_accuracy(score_sum: float, answered: int, mean: float) -> float:
    """Return a member's accuracy drawn towards the group's mean as if by 10 more answers.

    Args:
        score_sum: the sum of the member's scores, each 0 to 1.
        answered: how many answers it sums, 0 or more.
        mean: the group's mean score, 0 to 1.
    """
    return (score_sum + PRIOR_ANSWERS * mean) / (answered + PRIOR_ANSWERS)
