"""Streaks: question days in a row with an answer, right or wrong, by the member's own days.

A question counts for the local date at which it opened, in the zone the member is in when the
days are worked out. Instants are kept, not dates, so that travel and clock changes cost no day.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

MOST_FREEZES = 2
"""Missed days a member can have in hand; a new member starts with all."""

DAYS_PER_FREEZE = 7
"""Every so many days of a streak give one freeze back."""

DAYS_SHOWN = 7
"""So many days a repaired day is told of."""

A_DAY = timedelta(days=1)

SHORTEST_DAY = timedelta(hours=23)
"""A day on which clocks are put forward."""


def day_of(at: datetime, zone: str) -> date:
    """Return the local date of an instant in an IANA zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """Return the instant at which a local date begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class DaysOff:
    """Local dates, both included, on which nothing is missed."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the group was asked."""

    opened_at: datetime
    is_graded: bool = True


def days_asked(questions: Iterable[Asked], zone: str) -> dict[date, datetime]:
    """Return the days whose questions are all graded, each with when its last one opened.

    A day with a question that is open, or not graded yet, can still be kept, so it is left out.
    """
    latest: dict[date, datetime] = {}
    waiting: set[date] = set()
    for question in questions:
        day = day_of(question.opened_at, zone)
        latest[day] = max(question.opened_at, latest.get(day, question.opened_at))
        if not question.is_graded:
            waiting.add(day)
    return {day: latest[day] for day in sorted(latest.keys() - waiting)}


@dataclass(frozen=True, slots=True)
class Past:
    """What a member was asked and did lately, by the days of one zone."""

    zone: str
    """IANA: where the member is."""
    asked: Mapping[date, datetime] = field(default_factory=dict)
    """See `days_asked`."""
    answered: Collection[date] = ()
    """Days of graded questions that the member answered, needed where a question is graded late."""
    off: Collection[DaysOff] = ()
    frozen: Collection[date] = ()
    """Missed days that a freeze repaired."""

    def is_off(self, day: date) -> bool:
        """Whether a day is a day off."""
        return any(day in days for days in self.off)

    def is_kept(self, day: date) -> bool:
        """Whether a day parts no streak: it was answered, repaired or off."""
        return day in self.answered or day in self.frozen or self.is_off(day)

    def missed(self, streak: Streak, before: date) -> tuple[date, ...]:
        """Return the days missed since the streak's latest one and before another, ascending.

        What opened while the latest day lasted, where the member was then, was not missed: it may
        be of another day in the zone the member is in now.
        """
        if streak.last_at is None:
            return ()
        last, until = day_of(streak.last_at, self.zone), streak.kept_until or streak.last_at
        return tuple(
            day
            for day, opened_at in sorted(self.asked.items())
            if last < day < before and opened_at >= until and not self.is_off(day)
        )


@dataclass(frozen=True, slots=True)
class Extension:
    """What an answer makes of a streak."""

    streak: Streak
    is_new_day: bool = False
    """Whether a day was added, so that it earns points."""
    repaired: tuple[date, ...] = ()
    """Missed days on which a freeze was spent just now."""


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
    last_at: datetime | None = None
    """When the latest question that was answered, and graded, opened."""
    kept_until: datetime | None = None
    """When that question's day ended, where the member was when it was graded.

    After moving east not before another day could have gone by.
    """

    def extended(self, at: datetime, past: Past) -> Extension:
        """Return the streak after the grading of an answered question.

        Freezes spend themselves where they save the streak, one a missed day. Missed days they
        cannot cover end it; the freezes are then kept. A second question of a day changes
        nothing. Questions may be graded in any order: each day with an answer is counted once,
        when the first of its answers is graded, and freezes are only spent on days after the
        latest one. So a day whose question was still open when a later day was graded costs
        nothing, whether or not it is answered in the end. Nor does what opened before the latest
        day was over begin another: whoever changes zones to and fro has no more days than others.

        Args:
            at: when the question opened.
            past: what the member was asked and did, without this question's answer.
        """
        day = day_of(at, past.zone)
        if self.last_at is None:
            return Extension(self._with(1, self.freezes, at, past.zone), is_new_day=True)
        last = day_of(self.last_at, past.zone)
        if day < last:
            return self._joined(day, last, past)
        if day == last or at < (self.kept_until or at):
            return Extension(self._with(self.days, self.freezes, at, past.zone))
        missed = past.missed(self, day)
        if len(missed) > self.freezes:
            return Extension(self._begun(1, self.freezes, at, past.zone), is_new_day=True)
        days, freezes = self._longer(self.freezes - len(missed))
        grown = self._begun(days, freezes, at, past.zone)
        return Extension(grown, is_new_day=True, repaired=missed)

    def _joined(self, day: date, last: date, past: Past) -> Extension:
        """Add an earlier day that is graded late, where nothing parts it from the streak."""
        between = (other for other in past.asked if day < other < last)
        if day in past.answered or not all(map(past.is_kept, between)):
            return Extension(self)
        days, freezes = self._longer(self.freezes)
        return Extension(
            replace(self, days=days, best=max(self.best, days), freezes=freezes), is_new_day=True
        )

    def _longer(self, freezes: int) -> tuple[int, int]:
        days = self.days + 1
        return days, min(freezes + int(days % DAYS_PER_FREEZE == 0), MOST_FREEZES)

    def _begun(self, days: int, freezes: int, at: datetime, zone: str) -> Streak:
        """Return the streak with another day begun, which lasts no shorter than days do."""
        grown = self._with(days, freezes, at, zone)
        if self.kept_until is None or grown.kept_until is None:
            return grown
        return replace(grown, kept_until=max(grown.kept_until, self.kept_until + SHORTEST_DAY))

    def _with(self, days: int, freezes: int, at: datetime, zone: str) -> Streak:
        last_at = max(at, self.last_at or at)
        until = start_of(day_of(at, zone) + A_DAY, zone)
        return Streak(
            days=days,
            best=max(self.best, days),
            freezes=freezes,
            last_at=last_at,
            kept_until=max(until, self.kept_until or until),
        )


@dataclass(frozen=True, slots=True)
class StreakStatus:
    """How a streak stands at an instant."""

    days: int
    """0 when it has ended, or never began."""
    best: int
    freezes: int
    """What is left when `covered` is repaired."""
    repaired: tuple[date, ...] = ()
    """Missed days of the last week that a freeze repaired, ascending."""
    covered: tuple[date, ...] = ()
    """Missed days since, which freezes repair with the next answer."""
    off: DaysOff | None = None
    """The days off that the member is taking."""


def status(streak: Streak, past: Past, now: datetime) -> StreakStatus:
    """Return how a streak stands: what grading an answer to a question that opens now would find.

    Today is not missed before it is over, since another question may come.
    """
    today = day_of(now, past.zone)
    off = next((days for days in sorted(past.off) if today in days), None)
    missed = past.missed(streak, today)
    repaired = tuple(
        day for day in sorted(past.frozen) if today - DAYS_SHOWN * A_DAY <= day <= today
    )
    if streak.days == 0 or len(missed) > streak.freezes:
        return StreakStatus(0, streak.best, streak.freezes, repaired, (), off)
    freezes = streak.freezes - len(missed)
    return StreakStatus(streak.days, streak.best, freezes, repaired, missed, off)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A member's year of days, in the member's zone."""

    first: date
    """The first of the days told of; the last is `today`."""
    today: date
    days: Mapping[date, int]
    """Day -> questions answered, of those asked on it and graded; days without are left out."""
    frozen: frozenset[date]
    """Missed days that a freeze repaired."""
    off: frozenset[date]
    """Days off."""
    began: date | None
    """The day of the member's first answer, however long ago; None before it."""
