"""A page of a leaderboard: at most ten rows, and the viewer's own place below.

A medal says its number, a movement is an arrow and a number, and the viewer's row has a line
around it, so that nothing rests on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.alt import name_of, told
from bot.adapters.pictures.lettering import REGULAR, named
from bot.adapters.pictures.marks import (
    draw_bar,
    draw_medal,
    draw_movement,
    draw_title,
    tell_movement,
    title_height,
)
from bot.adapters.pictures.sheet import CORNER, EDGE, RIGHT, SMALL, TEXT, Sheet

if TYPE_CHECKING:
    from bot.adapters.pictures.theme import Theme

MOST: Final = 10
"""Rows on a page."""
OWN_MOST: Final = 3
"""Rows below: the viewer's own, and one on either side."""
MEDALS: Final = 3
NOTHING: Final = "Nobody is on this board yet."

# In pixels: where columns begin or have their middle, and how wide they are.
_ROW, _GAP, _SPACE = 84, 8, 44
_RANK, _MOVE, _NAME, _BAR = EDGE + 46, EDGE + 92, EDGE + 186, 640
_NAME_ROOM, _BAR_ROOM, _VALUE_ROOM = _BAR - _NAME - 20, 210, RIGHT - 20 - (_BAR + 230)
_THICK: Final = 20


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A member's row."""

    rank: int
    """1 is the best; ties share one."""
    name: str
    """As it is; one that cannot be written is shown as "Member"."""
    share: float
    """How long the bar is, 0 to 1: of the largest value, or of all there is; cut to that range."""
    value: str
    """In words: "81.3 %", "240 points"."""
    note: str = ""
    """Smaller, below the name: "26 of 31 right". Empty: none."""
    moved: int | None = None
    """Places gained since before, negative when lost, 0 for the same; None: nothing is shown."""
    is_new: bool = False
    """Whether they were not on the board before; `moved` is then not looked at."""
    is_viewer: bool = False
    """Whether it is the row of who looks at it."""


@dataclass(frozen=True, slots=True)
class BoardPicture:
    """What the picture shows."""

    heading: str
    """Which board it is: "Season 2026-Q4"."""
    subtitle: str
    """What its values are, and of when; may be empty."""
    rows: tuple[BoardRow, ...]
    """Best first, at most `MOST`; none: the picture says that nobody is here yet."""
    own: tuple[BoardRow, ...] = ()
    """The viewer's place and its neighbours, at most three, when it is not among the rows."""


@lru_cache(maxsize=16)
def draw_board(picture: BoardPicture, theme: Theme) -> bytes:
    """Return the board as a PNG, the same for the same board."""
    return set_board(picture, theme).png()


def set_board(picture: BoardPicture, theme: Theme) -> Sheet:
    """Return the board as a sheet."""
    top, rows, own = title_height(picture.subtitle), picture.rows[:MOST], picture.own[:OWN_MOST]
    count = len(rows) + len(own) or 1
    height = top + count * (_ROW + _GAP) + (_SPACE if own else 0) + EDGE - _GAP
    sheet = Sheet(height, theme)
    draw_title(sheet, picture.heading, picture.subtitle)
    if not rows:
        sheet.write(NOTHING, (EDGE, top + _ROW // 2), RIGHT - EDGE, colour=theme.muted)
    for row in rows:
        _draw_row(sheet, row, top)
        top += _ROW + _GAP
    if own:
        _draw_gap(sheet, top + (_SPACE - _GAP) // 2)
        top += _SPACE
    for row in own:
        _draw_row(sheet, row, top)
        top += _ROW + _GAP
    return sheet


def describe_board(picture: BoardPicture) -> str:
    """Return in words what the picture shows: its alternative text."""
    head = f"Leaderboard: {picture.heading}. {picture.subtitle}".strip().rstrip(".") + "."
    if not picture.rows:
        return told(head, [NOTHING])
    rows, own = picture.rows[:MOST], picture.own[:OWN_MOST]
    viewer = " ".join(f"You: {_told(row)}" for row in (*rows, *own) if row.is_viewer)
    return told(head, [_told(row) for row in rows], viewer)


def _draw_row(sheet: Sheet, row: BoardRow, top: int) -> None:
    theme, middle = sheet.theme, top + _ROW // 2
    box = EDGE, top, RIGHT, top + _ROW
    if row.is_viewer:
        sheet.framed(box, CORNER, theme.own, theme.alert)
    else:
        sheet.rounded(box, CORNER, theme.panel)
    if row.rank <= MEDALS:
        draw_medal(sheet, row.rank, (_RANK, middle))
    else:
        sheet.write(str(row.rank), (_RANK, middle), 2 * (_RANK - EDGE) - 12, align="middle")
    _draw_movement(sheet, row, middle)
    _write_name(sheet, row, middle)
    draw_bar(sheet, (_BAR, middle - _THICK // 2, _BAR + _BAR_ROOM, middle + _THICK // 2), row.share)
    sheet.write(row.value, (RIGHT - 20, middle), _VALUE_ROOM, align="right")


def _draw_gap(sheet: Sheet, middle: int) -> None:
    """Draw three dots: what is below is further down the board."""
    for dot in (-22, 0, 22):
        box = _RANK + dot - 5, middle - 5, _RANK + dot + 5, middle + 5
        sheet.rounded(box, 5, sheet.theme.muted)


def _draw_movement(sheet: Sheet, row: BoardRow, middle: int) -> None:
    if row.is_new:
        sheet.write("new", (_MOVE, middle), 70, size=SMALL, colour=sheet.theme.good)
    elif row.moved is not None:
        draw_movement(sheet, row.moved, (_MOVE, middle))


def _write_name(sheet: Sheet, row: BoardRow, middle: int) -> None:
    lift = 16 if row.note else 0
    sheet.write(named(row.name), (_NAME, middle - lift), _NAME_ROOM, size=TEXT + 2)
    if row.note:
        at, colour = (_NAME, middle + 21), sheet.theme.muted
        sheet.write(row.note, at, _NAME_ROOM, size=SMALL, colour=colour, weight=REGULAR)


def _told(row: BoardRow) -> str:
    note = f" ({row.note})" if row.note else ""
    moved = "new" if row.is_new else tell_movement(row.moved)
    return f"{row.rank}. {name_of(row.name)}, {row.value}{note}{moved and f', {moved}'}."
