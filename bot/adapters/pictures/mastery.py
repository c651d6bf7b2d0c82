"""The group's map of topics: how well each goes, on how many answers, and who could explain it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.alt import name_of, told
from bot.adapters.pictures.lettering import REGULAR, named
from bot.adapters.pictures.marks import draw_title, title_height
from bot.adapters.pictures.sheet import EDGE, RIGHT, SMALL, TEXT, Sheet
from bot.adapters.pictures.topics import TopicBar, draw_share, extremes, tell_topics, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.pictures.theme import Theme

MOST: Final = 25
"""Topics on the map."""
NOTHING: Final = "There is no topic to show yet."
_EACH: Final = "Each topic:"
_EACH_AND_WHO: Final = "Each topic, and who could explain it:"

# In pixels: where columns begin or end, and how wide they are.
_ROW, _HEAD, _THICK = 48, 48, 20
_TITLE_ROOM: Final = 320
_BAR, _BAR_ROOM = EDGE + _TITLE_ROOM + 16, 250
_PERCENT, _ANSWERS = _BAR + _BAR_ROOM + 86, _BAR + _BAR_ROOM + 186
_WHO: Final = _ANSWERS + 28
_WIDER: Final = 150
"""What titles gain where nobody is named who could explain anything."""


@dataclass(frozen=True, slots=True)
class MasteryRow:
    """A topic of the map."""

    topic: TopicBar
    """Its note is not shown: the number of answers is."""
    explainer: str | None = None
    """The name of who could explain it, as it is; None: nobody is named."""


@dataclass(frozen=True, slots=True)
class MasteryPicture:
    """What the picture shows."""

    heading: str
    subtitle: str
    """May be empty."""
    rows: tuple[MasteryRow, ...]
    """In the order in which they are shown (weakest first is usual), at most `MOST`; may be none"""


@lru_cache(maxsize=8)
def draw_mastery(picture: MasteryPicture, theme: Theme) -> bytes:
    """Return the map as a PNG, the same for the same map."""
    return set_mastery(picture, theme).png()


def set_mastery(picture: MasteryPicture, theme: Theme) -> Sheet:
    """Return the map as a sheet."""
    rows, top = picture.rows[:MOST], title_height(picture.subtitle)
    sheet = Sheet(top + _HEAD + max(len(rows), 1) * _ROW + EDGE - 10, theme)
    draw_title(sheet, picture.heading, picture.subtitle)
    if not rows:
        sheet.write(NOTHING, (EDGE, top + _ROW // 2), RIGHT - EDGE, colour=theme.muted)
        return sheet
    by = 0 if _names_any(rows) else _WIDER
    _write_heads(sheet, top + _HEAD // 2 - 4, by)
    for place, row in enumerate(rows):
        _draw_row(sheet, row, top + _HEAD + place * _ROW, by)
    return sheet


def describe_mastery(picture: MasteryPicture) -> str:
    """Return in words what the picture shows: its alternative text."""
    head, rows = f"{picture.heading}.", picture.rows[:MOST]
    if not rows:
        return told(head, [NOTHING])
    answered = [_told(row) for row in rows if row.topic.n]
    empty = tell_topics([row.topic for row in rows if not row.topic.n])
    if answered:
        each = _EACH_AND_WHO if _names_any(rows) else _EACH
        head = f"{head} {extremes([row.topic for row in rows])} {each}"
    return told(head, [*answered, *empty])


def _names_any(rows: Sequence[MasteryRow]) -> bool:
    return any(row.explainer is not None for row in rows)


def _write_heads(sheet: Sheet, middle: int, by: int) -> None:
    heads = [
        ("Topic", EDGE, _TITLE_ROOM, "left"),
        ("Mastery of the group", _BAR + by, _BAR_ROOM, "left"),
        ("Answers", _ANSWERS + by, 100, "right"),
    ]
    if not by:
        heads.append(("Could explain it", _WHO, RIGHT - _WHO, "left"))
    for text, at, room, align in heads:
        sheet.write(
            text, (at, middle), room, size=SMALL, colour=sheet.theme.muted, weight=REGULAR,
            align="right" if align == "right" else "left",
        )  # fmt: skip


def _draw_row(sheet: Sheet, row: MasteryRow, top: int, by: int) -> None:
    theme, bar, middle = sheet.theme, row.topic, top + _ROW // 2
    sheet.fill((EDGE, top, RIGHT, top + 2), theme.line)
    sheet.write(bar.title, (EDGE, middle), _TITLE_ROOM + by, size=TEXT - 2, weight=REGULAR)
    box = _BAR + by, middle - _THICK // 2, _BAR + by + _BAR_ROOM, middle + _THICK // 2
    draw_share(sheet, bar, box)
    if bar.n:
        at = _PERCENT + by, middle
        sheet.write(f"{bar.mean:.0%}", at, 76, size=TEXT - 2, align="right")
    at = _ANSWERS + by, middle
    sheet.write(f"{bar.n:,}", at, 84, size=SMALL, colour=theme.muted, weight=REGULAR, align="right")
    if row.explainer is not None:
        sheet.write(named(row.explainer), (_WHO, middle), RIGHT - _WHO, size=TEXT - 2)


def _told(row: MasteryRow) -> str:
    who = "" if row.explainer is None else f", {name_of(row.explainer)}"
    return f"{title_of(row.topic)} {row.topic.mean:.0%}{who}."
