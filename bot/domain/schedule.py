"""When a schedule is due.

The rule: for each local date, `datetime(day, hh, mm, tzinfo=zone, fold=0)` turned into UTC. Where
clocks go back, the first of the two occurrences counts; where they go forward, a time that does
not exist moves forward by the gap. So every local date has exactly one occurrence.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.timetext import (
    ALL_WEEKDAYS,
    MINUTES_A_DAY,
    format_minute,
    format_weekdays,
    format_window,
    parse_time,
    parse_weekdays,
    parse_window,
)
from bot.domain.zones import check_zone, search_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ALL_WEEKDAYS",
    "Occurrence",
    "Recurrence",
    "check_zone",
    "format_minute",
    "format_weekdays",
    "format_window",
    "parse_time",
    "parse_weekdays",
    "parse_window",
    "search_zones",
]

MOST_MISSED = 400
"""`Recurrence.between` returns at most this many."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a schedule is due: the local date it counts for, and the aware UTC instant."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A local time of day on some weekdays in a zone.

    Args:
        weekdays: a mask of 1 to 127; bit 0 is Monday.
        minute: local minutes after midnight, 0 to 1439.
        zone: an IANA name such as `Europe/Berlin` (see `check_zone`).

    Raises:
        ValueError: a number is out of its range.
    """

    weekdays: int
    minute: int
    zone: str

    def __post_init__(self) -> None:
        if not 1 <= self.weekdays <= ALL_WEEKDAYS:
            raise ValueError(f"weekdays {self.weekdays} is not a mask of 1 to {ALL_WEEKDAYS}")
        if not 0 <= self.minute < MINUTES_A_DAY:
            raise ValueError(f"minute {self.minute} is not one of a day's 0 to 1439")

    def next_after(self, instant: datetime, *, after_day: date | None = None) -> Occurrence:
        """Return the first occurrence strictly after `instant`.

        Args:
            instant: an aware datetime.
            after_day: when given, the occurrence's local date is also later than this one.

        Raises:
            ValueError: `instant` is naive.
        """
        return next(self._from(instant, after_day))

    def upcoming(
        self, instant: datetime, count: int, *, after_day: date | None = None
    ) -> list[Occurrence]:
        """Return the next `count` occurrences after `instant`; see `next_after`."""
        occurrences = self._from(instant, after_day)
        return [next(occurrences) for _ in range(count)]

    def between(self, start: datetime, end: datetime) -> list[Occurrence]:
        """Return the occurrences with start < at <= end, oldest first.

        Of more than 400 only the latest 400 are returned.
        """
        found: deque[Occurrence] = deque(maxlen=MOST_MISSED)
        # Each week has an occurrence at least, so nothing older can be among the latest 400.
        start = max(start, end - timedelta(weeks=MOST_MISSED + 1))
        for occurrence in self._from(start, None):
            if occurrence.at > end:
                break
            found.append(occurrence)
        return list(found)

    def _from(self, instant: datetime, after_day: date | None) -> Iterator[Occurrence]:
        if instant.tzinfo is None:
            raise ValueError(f"naive datetime {instant!r}; pass an aware one")
        zone = ZoneInfo(self.zone)
        hour, minute = divmod(self.minute, 60)
        # A day early: a gap around midnight can move an occurrence into the next local date.
        day = instant.astimezone(zone).date() - _DAY
        if after_day is not None:
            day = max(day, after_day + _DAY)
        while True:
            if self.weekdays >> day.weekday() & 1:
                at = datetime(
                    day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=0
                ).astimezone(UTC)
                if at > instant:
                    yield Occurrence(day, at)
                    # Where a zone leaves a date out, it shares its instant with the next one.
                    instant = at
            day += _DAY
