"""Boards, ranks and the shrunken accuracy that the season's default board orders by."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.snowflakes import latest_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

ALL = "all"
"""The board of all time."""

PRIOR_ANSWERS = 10
"""The weight of the group's mean in a member's shrunken accuracy, in answers."""

FEWEST_ANSWERS = 8
"""From so many answers on a member is ranked by accuracy."""

HELP = "@help"
"""What stands for the topic of points for helping others."""

MILLION = 1_000_000
NEW_FOR = timedelta(days=7)
"""Accounts younger than this are not ranked."""


def week_of(instant: datetime, zone: str) -> str:
    """Return the ISO week of an instant in the zone: `2026-W47`. Weeks begin on Monday.

    The year is the ISO year: 1 January may belong to the last week of the year before.
    """
    year, week, _ = _local(instant, zone).isocalendar()
    return f"{year}-W{week:02}"


def week_start(instant: datetime, zone: str) -> date:
    """Return the Monday of an instant's week in the zone."""
    day = _local(instant, zone).date()
    return day - timedelta(days=day.weekday())


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


def mean_percent(score_milli: int, answered: int) -> int:
    """Return a board's mean score in whole percent, 0 to 100; 0 where there is no answer.

    Whole percent, so that it rarely changes: whoever is on the board is then rated anew.

    Args:
        score_milli: the sum of all scores, each 0 to 1000.
        answered: how many they are.
    """
    return (score_milli + 5 * answered) // (10 * answered) if answered > 0 else 0


def rate(score_milli: int, answered: int, mean: int) -> int:
    """Return a member's shrunken accuracy in millionths, rounded down.

    It is drawn towards the mean of all as if by 10 more answers of that score, so that few lucky
    answers do not lead (an empirical-Bayes estimate with a fixed prior).

    Args:
        score_milli: the sum of the member's scores, each 0 to 1000.
        answered: how many they are.
        mean: of all members, in percent; see `mean_percent`.
    """
    prior = PRIOR_ANSWERS * mean * MILLION // 100
    return (score_milli * MILLION // 1000 + prior) // (answered + PRIOR_ANSWERS)


def newest_ranked(now: datetime) -> int:
    """Return the highest account id that is ranked: ids carry when the account was made."""
    return latest_id(now - NEW_FOR)
