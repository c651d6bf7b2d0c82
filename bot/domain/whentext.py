"""How members write the instant of something to come: `tomorrow 19:00`, `fri 7 pm`, `in 2h`.

Clock changes follow the rule of `bot.domain.schedule`: of two occurrences the first counts, and a
time that does not exist moves forward by the gap.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.timetext import parse_length, parse_time, parse_weekdays
from bot.domain.wording import quoted
from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

FURTHEST: Final = timedelta(days=60)
"""How far ahead something can be planned."""

_EXAMPLE: Final = "Write it like “tomorrow 19:00”, “fri 19:00”, “2026-12-01 19:00” or “in 2h”."
_STAMP = re.compile(r"<t:(?P<seconds>\d{1,11})(?::[tdf])?>")
_SPLIT = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|[a-z]+)(?:\s*,\s*|\s+at\s+|\s+|(?<=\d)t(?=\d))(?P<time>.+)"
)
_NAMED_TIMES = frozenset({"noon", "midday", "midnight"})
_DAYS_FROM_TODAY = {"today": 0, "tonight": 0, "tomorrow": 1}


def parse_when(text: str, zone: str, now: datetime) -> datetime:
    """Read a local date and time, a weekday and time, a time of day, or `in` and a length.

    A time of day alone, or with a weekday, is the next one to come.

    Args:
        text: what a member wrote; also a Discord timestamp such as `<t:1796150400:F>`.
        zone: the IANA name of the zone it is meant in.
        now: an aware datetime.

    Returns:
        The instant in UTC: after `now`, and at most 60 days after it.

    Raises:
        Unreadable: it cannot be understood, has passed, or is too far ahead.
    """
    plain = " ".join(text.casefold().split())
    at = _ahead(plain, now) or _local(text, plain, ZoneInfo(zone), now)
    if at <= now:
        raise Unreadable(f"{quoted(text)} has passed in {zone}. {_EXAMPLE}")
    if at - now > FURTHEST:
        raise Unreadable(f"{quoted(text)} is too far ahead: 60 days at most.")
    return at


def _ahead(plain: str, now: datetime) -> datetime | None:
    """Return the instant of a length of time or of a timestamp; None for anything else."""
    if stamp := _STAMP.fullmatch(plain):
        return datetime.fromtimestamp(int(stamp["seconds"]), UTC)
    if not plain.startswith("in "):
        return None
    length = parse_length(plain.removeprefix("in "))
    return now + min(length, 2 * FURTHEST)  # what is too far ahead is told so


def _local(text: str, plain: str, zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    match = _SPLIT.fullmatch(plain)
    named = match is not None and match["day"] not in _NAMED_TIMES
    if not re.search(r"\d|noon|midday|midnight", plain):
        raise Unreadable(f"{quoted(text)} is not a date and time. {_EXAMPLE}")
    minute = parse_time(match["time"] if match is not None and named else plain)
    if match is None or not named:
        return _next(((today + timedelta(days=d)) for d in range(2)), minute, zone, now)
    day = match["day"]
    if day in _DAYS_FROM_TODAY:
        return _instant(today + timedelta(days=_DAYS_FROM_TODAY[day]), minute, zone)
    if day[0].isdigit():
        return _instant(_date(text, day), minute, zone)
    try:
        mask = parse_weekdays(day)
    except Unreadable:
        raise Unreadable(f"{quoted(text)} is not a date and time. {_EXAMPLE}") from None
    week = (today + timedelta(days=d) for d in range(8))
    return _next((d for d in week if mask >> d.weekday() & 1), minute, zone, now)


def _date(text: str, day: str) -> date:
    year, month, of_month = (int(part) for part in day.split("-"))
    try:
        return date(year, month, of_month)
    except ValueError as error:
        raise Unreadable(f"{quoted(text)} has no such date: {error}. {_EXAMPLE}") from None


def _next(days: Iterator[date], minute: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the first of the days' instants that has not passed; the last one if all have."""
    found = now
    for day in days:
        found = _instant(day, minute, zone)
        if found > now:
            break
    return found


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    hour, minute = divmod(minute, 60)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=0)
    return local.astimezone(UTC)
