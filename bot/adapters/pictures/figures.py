"""Figures of a picture: a few tiles with a value in large letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.lettering import REGULAR
from bot.adapters.pictures.marks import draw_movement, tell_movement
from bot.adapters.pictures.sheet import CORNER, EDGE, RIGHT, SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.pictures.sheet import Point, Sheet

FIGURES_MOST: Final = 4
_GAP, _PAD, _VALUE = 16, 20, 36
_TALL: Final = 134


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and what it is of."""

    label: str
    """Of a word or two: "Season"."""
    value: str
    """In words: "3rd of 24"."""
    note: str = ""
    """Smaller, below: "26 of 31 right". Empty: none."""
    moved: int | None = None
    """How far it rose, negative when it fell, 0 for the same, before the note; None: not shown."""


def figures_height(figures: Sequence[Figure]) -> int:
    """Return how high the tiles are, with the space below; 0 without figures."""
    return _TALL + 2 * _GAP if figures else 0


def draw_figures(sheet: Sheet, figures: Sequence[Figure], top: int) -> None:
    """Draw tiles side by side, at most `FIGURES_MOST`."""
    shown = figures[:FIGURES_MOST]
    for place, figure in enumerate(shown):
        width = (RIGHT - EDGE - (len(shown) - 1) * _GAP) // len(shown)
        left = EDGE + place * (width + _GAP)
        sheet.rounded((left, top, left + width, top + _TALL), CORNER, sheet.theme.panel)
        _write_figure(sheet, figure, (left + _PAD, top), width - 2 * _PAD)


def _write_figure(sheet: Sheet, figure: Figure, at: Point, room: int) -> None:
    (left, top), muted = at, sheet.theme.muted
    label = left, top + 28
    sheet.write(figure.label, label, room, size=SMALL, colour=muted, weight=REGULAR)
    sheet.write(figure.value, (left, top + 68), room, size=_VALUE)
    below, indent = top + 108, 0
    if figure.moved is not None:
        indent = draw_movement(sheet, figure.moved, (left, below)) + 10
    if figure.note:
        note = left + indent, below
        sheet.write(figure.note, note, room - indent, size=SMALL, colour=muted, weight=REGULAR)


def tell_figures(figures: Sequence[Figure]) -> str:
    """Return the figures as a sentence; nothing without figures."""
    return " ".join(f"{f.label}: {f.value}{_noted(f)}." for f in figures[:FIGURES_MOST])


def _noted(figure: Figure) -> str:
    notes = [note for note in (tell_movement(figure.moved), figure.note) if note]
    return f" ({', '.join(notes)})" if notes else ""
