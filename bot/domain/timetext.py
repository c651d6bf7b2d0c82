"""How members write times of day, weekdays and lengths of time, and how they are shown."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import groupby

from bot.domain.wording import plural, quoted
from bot.errors import Unreadable

ALL_WEEKDAYS = 127
"""Every day of the week; bit 0 is Monday."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""The short names; index 0 is bit 0."""

MINUTES_A_DAY = 24 * 60

SHORTEST_WINDOW = timedelta(minutes=1)
LONGEST_WINDOW = timedelta(days=7)

_LAST_MINUTE, _LAST_HOUR, _NOON = 59, 23, 12
_SHORTEST_RUN = 3
_SHORTEST_NAME = 2
_DAY_S, _HOUR_S, _MINUTE_S = 86_400, 3600, 60

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})|(?P<packed>\d{2}))?(?:\s*h)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*o'?clock)?"
)
_NAMED_TIMES = {"midnight": 0, "noon": _NOON * 60, "midday": _NOON * 60}
_TIME_EXAMPLE = "Write it like 09:00, 21:30 or 9 pm."


def parse_time(text: str) -> int:
    """Read a time of day, for example `9:00`, `09:00`, `21.30`, `9am` or `noon`.

    Returns:
        Minutes after midnight, 0 to 1439.

    Raises:
        Unreadable: it is not a time of day; the message says what is wrong.
    """
    plain = " ".join(text.casefold().split())
    if plain in _NAMED_TIMES:
        return _NAMED_TIMES[plain]
    match = _TIME.fullmatch(plain)
    if match is None:
        raise Unreadable(f"{quoted(text)} is not a time of day. {_TIME_EXAMPLE}")
    hour, minute = int(match["hour"]), int(match["minute"] or match["packed"] or 0)
    if minute > _LAST_MINUTE:
        raise _not_a_time(text, "minutes go from 00 to 59")
    if match["half"]:
        if not 1 <= hour <= _NOON:
            raise _not_a_time(text, "hours with am or pm go from 1 to 12")
        hour = hour % _NOON + (_NOON if match["half"] == "p" else 0)
    if hour > _LAST_HOUR:
        raise _not_a_time(text, "hours go from 0 to 23; midnight is 00:00")
    return hour * 60 + minute


def _not_a_time(text: str, why: str) -> Unreadable:
    return Unreadable(f"{quoted(text)} is not a time of day: {why}. {_TIME_EXAMPLE}")


def format_minute(minute: int) -> str:
    """Return minutes after midnight as `09:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


_WEEKDAY_GROUPS = {
    **dict.fromkeys(("daily", "every day", "everyday", "all", "all days", "always"), ALL_WEEKDAYS),
    **dict.fromkeys(("weekdays", "weekday", "workdays", "working days", "work days"), 0b0011111),
    **dict.fromkeys(("weekends", "weekend", "the weekend"), 0b1100000),
}
_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS_EXAMPLE = "Write them like mon-fri, “mon, wed, fri”, weekends or daily."


def parse_weekdays(text: str) -> int:
    """Read weekdays, for example `mon-fri`, `daily`, `mon, wed, fri` or `weekends`.

    A range may run over the weekend: `fri-mon` is four days.

    Returns:
        A mask of 1 to 127; bit 0 is Monday.

    Raises:
        Unreadable: a word is not a weekday; the message names it.
    """
    plain = " ".join(re.sub(r"[,;+&/.]|\band\b", " ", text.casefold()).split())
    if plain in _WEEKDAY_GROUPS:
        return _WEEKDAY_GROUPS[plain]
    mask = 0
    for word in re.sub(r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b|\btill\b)\s*", "-", plain).split():
        mask |= _weekday_range(word)
    if not mask:
        raise Unreadable(f"No weekday was given. {_WEEKDAYS_EXAMPLE}")
    return mask


def _weekday_range(word: str) -> int:
    if word in _WEEKDAY_GROUPS:
        return _WEEKDAY_GROUPS[word]
    first, _, last = word.partition("-")
    start = _weekday(first, word)
    end = _weekday(last, word) if last else start
    return sum(1 << (start + i) % 7 for i in range((end - start) % 7 + 1))


def _weekday(name: str, word: str) -> int:
    for spelling in (name, name.removesuffix("s")):
        for index, full in enumerate(_WEEKDAY_NAMES):
            if len(spelling) >= _SHORTEST_NAME and full.startswith(spelling):
                return index
    raise Unreadable(f"{quoted(word)} is not a weekday. {_WEEKDAYS_EXAMPLE}")


def format_weekdays(mask: int) -> str:
    """Return a mask as `every day`, `Mon-Fri` or `Mon, Wed, Fri`; three in a row are a range."""
    if mask == ALL_WEEKDAYS:
        return "every day"
    held = [i for i in range(7) if mask >> i & 1]
    parts: list[str] = []
    # Within a run of consecutive days, the day less its place in the list stays the same.
    for _, group in groupby(enumerate(held), key=lambda pair: pair[1] - pair[0]):
        run = [WEEKDAYS[day] for _, day in group]
        parts += [f"{run[0]}-{run[-1]}"] if len(run) >= _SHORTEST_RUN else run
    return ", ".join(parts)


_WINDOW_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), _MINUTE_S),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), _HOUR_S),
    **dict.fromkeys(("d", "day", "days"), _DAY_S),
    **dict.fromkeys(("w", "wk", "week", "weeks"), 7 * _DAY_S),
}
_WINDOW_PART = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*([a-z]+)\.?\s*(?:,|and\b)?\s*")
_WINDOW_EXAMPLE = "Write it like 24h, 90m or 2d."


def parse_window(text: str) -> timedelta:
    """Read how long a question stays open, for example `24h`, `90m`, `2d`, `1h30`.

    Returns:
        1 minute to 7 days, in whole seconds.

    Raises:
        Unreadable: it is not a length of time, or out of that range.
    """
    window = parse_length(text)
    if not SHORTEST_WINDOW <= window <= LONGEST_WINDOW:
        size = "long" if window > LONGEST_WINDOW else "short"
        raise Unreadable(
            f"{quoted(text)} is too {size}: a question stays open for 1 minute to 7 days. "
            + _WINDOW_EXAMPLE
        )
    return window


def parse_length(text: str) -> timedelta:
    """Read a length of time of any size, in whole seconds; see `parse_window`.

    Raises:
        Unreadable: it is not a length of time.
    """
    plain = re.sub(r"(\d\s*h)\s*(\d{1,2})$", r"\1 \2m", " ".join(text.casefold().split()))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        raise Unreadable(f"{quoted(text)} needs a unit: minutes, hours or days. {_WINDOW_EXAMPLE}")
    parts = _WINDOW_PART.findall(plain)
    if _WINDOW_PART.sub("", plain) or not parts or any(u not in _WINDOW_UNITS for _, u in parts):
        raise Unreadable(f"{quoted(text)} is not a length of time. {_WINDOW_EXAMPLE}")
    seconds = sum(float(n.replace(",", ".")) * _WINDOW_UNITS[unit] for n, unit in parts)
    return timedelta(seconds=round(seconds))


def format_window(window: timedelta) -> str:
    """Return a length of time as `24 hours`, `2 days`, `90 minutes` or `1 hour 30 minutes`."""
    seconds = round(window.total_seconds())
    if seconds % _DAY_S == 0 and seconds > _DAY_S:
        return plural(seconds // _DAY_S, "day")
    if seconds % _MINUTE_S:
        return plural(seconds, "second")
    hours, minutes = divmod(seconds // _MINUTE_S, 60)
    if hours and not minutes:
        return plural(hours, "hour")
    if hours <= 1:
        return plural(seconds // _MINUTE_S, "minute")
    return f"{plural(hours, 'hour')} {plural(minutes, 'minute')}"
