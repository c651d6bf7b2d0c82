"""The podium of a quiz or a season: up to three steps, with who stands on them.

The winner's step is in the middle and the highest. A step says its number and its points, so that
nothing rests on colour or height alone; what no font can write is a member without a name here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.lettering import named
from bot.adapters.pictures.sheet import Sheet
from bot.adapters.pictures.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.pictures.theme import Theme

NAMED: Final = 3
"""Names on a step; how many more there are is said."""
ORDER: Final = (2, 1, 3)
"""Ranks from left to right."""

# In pixels. Discord shows pictures about half as wide.
_STEP, _GAP, _EDGE = 320, 12, 32
_WIDTH: Final = 2 * _EDGE + len(ORDER) * (_STEP + _GAP) - _GAP
_HEIGHTS: Final = {1: 230, 2: 180, 3: 130}
_HEADING, _NAME, _RANK, _POINTS = 34, 34, 66, 30
_CROWN, _CORNER, _LINE = 56, 14, 3
_PITCH: Final = 51
"""Of the names."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the podium."""

    rank: int
    """1 to 3."""
    names: tuple[str, ...]
    """Of the members or teams who share it; at least one."""
    points: str
    """In words: "45 points"."""


@dataclass(frozen=True, slots=True)
class Podium:
    """What the picture shows."""

    heading: str
    steps: tuple[Step, ...]
    """Best first, at least one and at most one a rank."""
    of: str = "the quiz"
    """What was won, in words: for the alternative text."""


@lru_cache(maxsize=32)
def draw_podium(podium: Podium, theme: Theme = LIGHT) -> bytes:
    """Return the podium as a PNG, the same for the same podium. Takes some 10 to 40 ms."""
    return set_podium(podium, theme).png()


def set_podium(podium: Podium, theme: Theme) -> Sheet:
    """Return the podium as a sheet."""
    steps = sorted(podium.steps, key=lambda step: ORDER.index(step.rank))
    top = _EDGE + 2 * _CORNER + _PITCH
    height = top + max(map(_height, steps)) + _EDGE
    sheet = Sheet(height, theme, width=_WIDTH)
    at, room = (_WIDTH // 2, _EDGE + _PITCH // 2), _WIDTH - 2 * _EDGE
    sheet.write(podium.heading, at, room, size=_HEADING, colour=theme.muted, align="middle")
    left = (_WIDTH - len(steps) * (_STEP + _GAP) + _GAP) // 2
    for place, step in enumerate(steps):
        _draw_step(sheet, step, left + place * (_STEP + _GAP), height - _EDGE)
    return sheet


def describe_podium(podium: Podium) -> str:
    """Return in words what the picture shows: its alternative text."""
    places = (f"{_place(step.rank)} {_listed(step)}, {step.points}" for step in podium.steps)
    return f"The podium of {podium.of}. {'. '.join(places)}."


def _draw_step(sheet: Sheet, step: Step, left: int, bottom: int) -> None:
    theme, middle, top = sheet.theme, left + _STEP // 2, bottom - _HEIGHTS[step.rank]
    box = (left, top, left + _STEP, bottom)
    colour, edges = theme.steps[step.rank - 1], (True, True, False, False)
    sheet.pen.rounded_rectangle(box, _CORNER, colour, theme.ink, _LINE, corners=edges)
    sheet.write(str(step.rank), (middle, top + 48), _STEP, size=_RANK, align="middle")
    points = middle, top + 102
    sheet.write(step.points, points, _STEP - _CORNER, size=_POINTS, align="middle")
    line = top - _rows(step) * _PITCH - _CORNER // 2
    if step.rank == 1:
        _draw_crown(sheet, middle, line)
    for row in _shown(step):
        sheet.write(row, (middle, line + _PITCH // 2), _STEP, size=_NAME, align="middle")
        line += _PITCH


def _draw_crown(sheet: Sheet, middle: int, bottom: int) -> None:
    half, low, high = _CROWN // 2, bottom - _CROWN // 8, bottom - _CROWN // 8 - _CROWN * 5 // 8
    dip = low - _CROWN // 4
    points = [
        (middle - half, low), (middle - half, high), (middle - half // 2, dip), (middle, high - 6),
        (middle + half // 2, dip), (middle + half, high), (middle + half, low),
    ]  # fmt: skip
    sheet.pen.polygon(points, sheet.theme.medals[0])
    sheet.pen.line([*points, points[0], points[1]], sheet.theme.ink, _LINE, joint="curve")


def _shown(step: Step) -> list[str]:
    names = [named(name) for name in step.names]
    if len(names) <= NAMED:
        return names
    return [*names[: NAMED - 1], f"and {len(names) - NAMED + 1} more"]


def _rows(step: Step) -> int:
    return min(len(step.names), NAMED)


def _height(step: Step) -> int:
    crown = _CROWN if step.rank == 1 else 0
    return _HEIGHTS[step.rank] + _rows(step) * _PITCH + crown + _CORNER


def _place(rank: int) -> str:
    return {1: "First:", 2: "Second:", 3: "Third:"}[rank]


def _listed(step: Step) -> str:
    return _joined([*step.names[:NAMED], *_others(step)])


def _others(step: Step) -> Sequence[str]:
    more = len(step.names) - NAMED
    return [f"{more} more"] if more > 0 else []


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
