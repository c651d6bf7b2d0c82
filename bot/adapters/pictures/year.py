"""A year of days as a heat map: a column a week, a row a weekday, Monday first.

A blue tells how many answers a day had; a freeze is a star and being away a line through an empty
day, so that these do not rest on colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.alt import counted
from bot.adapters.pictures.lettering import REGULAR
from bot.adapters.pictures.sheet import EDGE, RIGHT, SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.adapters.pictures.ink import Colour
    from bot.adapters.pictures.sheet import Point, Sheet

WEEKS: Final = 53
LEVELS: Final = (1, 2, 4, 7)
"""From how many answers a day has the colours of `Theme.heat`."""
# In pixels.
_LEFT, _CELL, _PITCH, _CORNER = EDGE + 34, 16, 19, 3
_MONTHS, _LEGEND = 34, 48
_LAST_LABEL: Final = WEEKS - 3
"""The last column in which a month's name has room."""
_STAR: Final = ((-8, 0), (-3, -3), (0, -8), (3, -3), (8, 0), (3, 3), (0, 8), (-3, 3))
_STROKE: Final = ((-7, 4), (4, -7), (7, -4), (-4, 7))


class Mark(Enum):
    """What a day without answers was; a day with answers shows these."""

    FROZEN = "freeze used"
    """It was missed, and a freeze kept the streak."""
    AWAY = "away"
    """It was announced: a vacation."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a member."""

    date: date
    answers: int = 0
    """0 or more."""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """The last 53 weeks of a member; a day that is not listed had no answer."""

    today: date
    """The last day, in the member's zone."""
    began: date
    """The first day of the member; those before are blank."""
    days: tuple[Day, ...] = ()
    """In any order, each date once; those outside of the 53 weeks are not looked at."""

    @property
    def first(self) -> date:
        """The Monday with which the map begins."""
        return self.today - timedelta(days=self.today.weekday(), weeks=WEEKS - 1)

    def shown(self) -> list[Day]:
        """Return the days of the map with answers or a mark."""
        first = max(self.first, self.began)
        return [day for day in self.days if first <= day.date <= self.today]


YEAR_HEIGHT: Final = _MONTHS + 7 * _PITCH + _LEGEND


def draw_year(sheet: Sheet, year: Year, top: int) -> None:
    """Draw the map, with the names of months and weekdays, and what its marks mean."""
    muted = sheet.theme.muted
    for column, name in months(year.first).items():
        at = _LEFT + column * _column_pitch() // WEEKS, top + _MONTHS // 2 - 3
        sheet.write(name, at, 56, size=SMALL, colour=muted, weight=REGULAR)
    grid = top + _MONTHS
    for row, letter in ((0, "M"), (2, "W"), (4, "F")):
        at = EDGE, grid + row * _PITCH + _CELL // 2
        sheet.write(letter, at, 30, size=SMALL, colour=muted, weight=REGULAR)
    _draw_days(sheet, year, grid)
    _draw_legend(sheet, grid + 7 * _PITCH + _LEGEND // 2 + 4)


def months(first: date) -> dict[int, str]:
    """Return the names of months by the column with their first day; the first if it has room."""
    starts = [first + timedelta(weeks=week) for week in range(WEEKS)]
    names: dict[int, str] = {}
    for column, start in enumerate(starts):
        end = start + timedelta(days=6)
        if end.day <= end.isoweekday() and column <= _LAST_LABEL:
            names[column] = f"{end:%b}"
    if min(names) >= WEEKS - _LAST_LABEL:
        names[0] = f"{first:%b}"
    return names


def tell_year(year: Year) -> str:
    """Return the map as a sentence."""
    days = year.shown()
    active = [day for day in days if day.answers]
    answers = sum(day.answers for day in active)
    marks = _counts(days)
    more = [
        f", {counted(marks[mark], 'day')} {told}" for mark, told in _TOLD.items() if marks[mark]
    ]
    answered = f"{counted(answers, 'answer')} on {counted(len(active), 'day')}"
    return f"In the last year {answered if active else 'no answer yet'}{''.join(more)}."


_TOLD: Final = {Mark.FROZEN: "saved by a freeze", Mark.AWAY: "away"}


def _counts(days: Sequence[Day]) -> Mapping[Mark, int]:
    return {mark: sum(d.mark is mark and not d.answers for d in days) for mark in Mark}


def _column_pitch() -> int:
    return RIGHT - _LEFT + _PITCH - _CELL


def _draw_days(sheet: Sheet, year: Year, top: int) -> None:
    listed = {day.date: day for day in year.shown()}
    first, begun = year.first, max(year.first, year.began)
    for number in range((begun - first).days, (year.today - first).days + 1):
        week, weekday = divmod(number, 7)
        at = _LEFT + week * _column_pitch() // WEEKS, top + weekday * _PITCH
        date_ = first + timedelta(days=number)
        draw_day(sheet, listed.get(date_, Day(date_)), at)


def draw_day(sheet: Sheet, day: Day, at: Point) -> None:
    """Draw the cell of a day; `at` is its corner."""
    theme, (x, y) = sheet.theme, at
    box, middle = (x, y, x + _CELL, y + _CELL), (x + _CELL // 2, y + _CELL // 2)
    if day.answers or day.mark is None:
        sheet.rounded(box, _CORNER, shade(theme.heat, day.answers) or theme.track)
    elif day.mark is Mark.FROZEN:
        sheet.shape(_STAR, middle, theme.alert)
    else:
        sheet.shape(_STROKE, middle, theme.muted)


def shade(heat: Sequence[Colour], answers: int) -> Colour | None:
    """Return the colour of a day with so many answers; None without any."""
    level = sum(answers >= least for least in LEVELS)
    return heat[level - 1] if level else None


def _draw_legend(sheet: Sheet, middle: int) -> None:
    """Draw what cells mean."""
    today = date.min
    entries = [
        (Day(today), "0"),
        *((Day(today, least), label) for least, label in zip(LEVELS, _LABELS, strict=True)),
        *((Day(today, mark=mark), mark.value) for mark in Mark),
    ]
    muted, left = sheet.theme.muted, _LEFT
    left += sheet.write(
        "Answers a day", (left, middle), 220, size=SMALL, colour=muted, weight=REGULAR
    )
    for day, label in entries:
        left += 26
        draw_day(sheet, day, (left, middle - _CELL // 2))
        left += _CELL + 8
        left += sheet.write(label, (left, middle), 200, size=SMALL, colour=muted, weight=REGULAR)


_LABELS: Final = ("1", "2-3", "4-6", "7+")
