"""Bars of topics with the interval in which the true share probably is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.alt import cut
from bot.adapters.pictures.lettering import REGULAR
from bot.adapters.pictures.marks import draw_bar, draw_interval
from bot.adapters.pictures.sheet import EDGE, RIGHT, SMALL, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.pictures.sheet import Box, Sheet

NO_ANSWERS: Final = "no answers yet"
# In pixels.
_COLUMNS, _SPACE, _PITCH = 2, 52, 78
_WIDE: Final = (RIGHT - EDGE - _SPACE) // _COLUMNS
_BAR, _THICK, _PERCENT = 304, 22, 90
_FEW: Final = 10
_TITLE_LONGEST: Final = 40
"""Characters of a title in an alternative text."""


@dataclass(frozen=True, slots=True)
class TopicBar:
    """How well a topic goes: shares are 0 to 1, and cut to that range."""

    title: str
    mean: float
    low: float
    """Where the interval begins, and `high` where it ends: low <= mean <= high."""
    high: float
    n: int
    """Answers; without any no share is shown, and `mean`, `low` and `high` are not looked at."""
    note: str = ""
    """Smaller, at the right of the bar: "26 of 31"; not shown without answers."""


def topics_height(bars: Sequence[TopicBar]) -> int:
    """Return how high the bars are."""
    return _rows(bars) * _PITCH


def draw_topics(sheet: Sheet, bars: Sequence[TopicBar], top: int) -> None:
    """Draw the bars in two columns, down the first and then the second."""
    rows = _rows(bars)
    for place, bar in enumerate(bars):
        column, row = divmod(place, rows)
        _draw_topic(sheet, bar, EDGE + column * (_WIDE + _SPACE), top + row * _PITCH)


def draw_share(sheet: Sheet, bar: TopicBar, box: Box) -> None:
    """Draw a bar with its interval; an empty one without answers."""
    draw_bar(sheet, box, bar.mean if bar.n else 0)
    if bar.n:
        draw_interval(sheet, box, bar.low, bar.high)


def tell_topics(bars: Sequence[TopicBar]) -> list[str]:
    """Return the topics in words, a sentence each; those without answers share one.

    Many topics go without their intervals, so that all have room.
    """
    told = [_told(bar, brief=len(bars) > _FEW) for bar in bars if bar.n]
    empty = [title_of(bar) for bar in bars if not bar.n]
    return [*told, f"No answers yet: {', '.join(empty)}."] if empty else told


def title_of(bar: TopicBar) -> str:
    """Return a topic's title in a sentence."""
    return cut(bar.title, _TITLE_LONGEST)


def extremes(bars: Sequence[TopicBar]) -> str:
    """Return the weakest and the strongest topic as a sentence; nothing if fewer have answers."""
    answered = sorted((bar for bar in bars if bar.n), key=lambda bar: bar.mean)
    if len(answered) < 2:  # noqa: PLR2004  one is both
        return ""
    weak, strong = answered[0], answered[-1]
    return (
        f"Weakest: {title_of(weak)}, {weak.mean:.0%}. "
        f"Strongest: {title_of(strong)}, {strong.mean:.0%}."
    )


def _told(bar: TopicBar, *, brief: bool) -> str:
    interval = "" if brief else f"{bar.low:.0%} to {bar.high:.0%}"
    more = ", ".join(part for part in (interval, bar.note) if part)
    return f"{title_of(bar)} {bar.mean:.0%}{f' ({more})' if more else ''}."


def _rows(bars: Sequence[TopicBar]) -> int:
    return -(-len(bars) // _COLUMNS)


def _draw_topic(sheet: Sheet, bar: TopicBar, left: int, top: int) -> None:
    right, line, below = left + _WIDE, top + 18, top + 48
    note, muted = bar.note if bar.n else NO_ANSWERS, sheet.theme.muted
    sheet.write(bar.title, (left, line), _WIDE - _PERCENT, size=TEXT - 2, weight=REGULAR)
    if bar.n:
        sheet.write(f"{bar.mean:.0%}", (right, line), _PERCENT - 10, size=TEXT - 2, align="right")
    draw_share(sheet, bar, (left, below - _THICK // 2, left + _BAR, below + _THICK // 2))
    room, at = _WIDE - _BAR - 12, (right, below)
    sheet.write(note, at, room, size=SMALL, colour=muted, weight=REGULAR, align="right")
