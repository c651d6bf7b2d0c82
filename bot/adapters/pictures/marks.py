"""What pictures of standings have in common: a title, medals, arrows, bars with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.lettering import REGULAR
from bot.adapters.pictures.sheet import EDGE, RIGHT, SMALL, TEXT, TITLE

if TYPE_CHECKING:
    from bot.adapters.pictures.sheet import Box, Point, Sheet

SUBTITLE: Final = 24
_MEDAL, _RIM = 50, 4
_RIBBON: Final = ((-20, -30), (-6, -30), (2, 0), (-14, 0))
_UP: Final = ((10, -9), (20, 9), (0, 9))
_DOWN: Final = ((0, -9), (20, -9), (10, 9))
_WHISKER, _CAP = 4, 16
_MOVED_ROOM, _FARTHEST = 66, 999


def draw_title(sheet: Sheet, heading: str, subtitle: str) -> None:
    """Write what a picture is of, and below it what is to be known, if anything."""
    room, line = RIGHT - EDGE, EDGE + TITLE // 2
    sheet.write(heading, (EDGE, line), room, size=TITLE)
    if subtitle:
        at = EDGE, line + TITLE + 6
        colour = sheet.theme.muted
        sheet.write(subtitle, at, room, size=SUBTITLE, colour=colour, weight=REGULAR)


def title_height(subtitle: str) -> int:
    """Return where a picture goes on below its title."""
    return EDGE + TITLE + (SUBTITLE + 16 if subtitle else 0) + 26


def write_section(sheet: Sheet, heading: str, middle: int, note: str = "") -> None:
    """Write the heading of a part of a picture, and at the right what is to be known of it."""
    width = sheet.write(heading, (EDGE, middle), RIGHT - EDGE, size=TEXT + 2)
    if note:
        room, colour = RIGHT - EDGE - width - 40, sheet.theme.muted
        sheet.write(
            note, (RIGHT, middle), room, size=SMALL, colour=colour, weight=REGULAR, align="right"
        )


def draw_medal(sheet: Sheet, rank: int, at: Point) -> None:
    """Draw the medal of a rank, 1 to 3: a disc on a ribbon, with its number."""
    theme, half = sheet.theme, _MEDAL // 2
    x, y = at[0], at[1] + 6
    sheet.shape(_RIBBON, (x, y), theme.good)
    sheet.shape(tuple((-a, b) for a, b in _RIBBON), (x, y), theme.alert)
    disc = (x - half, y - half, x + half, y + half)
    sheet.framed(disc, half, theme.medals[rank - 1], theme.medal_ink, _RIM)
    sheet.write(str(rank), (x, y), _MEDAL, size=TEXT, colour=theme.medal_ink, align="middle")


def draw_movement(sheet: Sheet, moved: int, at: Point) -> int:
    """Draw an arrow with how far, or a dash for the same; return how wide it is.

    Args:
        sheet: what it is drawn on.
        moved: places gained; negative: lost.
        at: the middle of its left side.
    """
    theme, (left, middle) = sheet.theme, at
    if not moved:
        sheet.fill((left + 2, middle - 2, left + 18, middle + 2), theme.muted)
        return 18
    colour = theme.good if moved > 0 else theme.alert
    sheet.shape(_UP if moved > 0 else _DOWN, at, colour)
    far = str(min(abs(moved), _FARTHEST)) + ("+" if abs(moved) > _FARTHEST else "")
    number = left + 26, middle
    return 26 + sheet.write(far, number, _MOVED_ROOM, size=SMALL, colour=colour)


def tell_movement(moved: int | None) -> str:
    """Return a movement in words: "up 2"; nothing for the same place, or an unknown one."""
    return f"{'up' if moved > 0 else 'down'} {abs(moved)}" if moved else ""


def draw_bar(sheet: Sheet, box: Box, share: float) -> None:
    """Draw a bar that is filled to a share, which is cut to 0 to 1."""
    left, top, right, bottom = box
    radius, filled = (bottom - top) // 2, round((right - left) * within(share))
    sheet.rounded(box, radius, sheet.theme.track)
    if filled:
        width = max(filled, bottom - top)
        sheet.rounded((left, top, left + width, bottom), radius, sheet.theme.bar)


def draw_interval(sheet: Sheet, box: Box, low: float, high: float) -> None:
    """Draw a whisker over a bar, from one share to another, with caps."""
    left, top, right, bottom = box
    start, end = (left + round((right - left) * within(share)) for share in (low, high))
    middle = (top + bottom) // 2
    strokes = (
        (start, middle - _WHISKER // 2, end, middle + _WHISKER // 2),
        (start - _WHISKER // 2, middle - _CAP // 2, start + _WHISKER // 2, middle + _CAP // 2),
        (end - _WHISKER // 2, middle - _CAP // 2, end + _WHISKER // 2, middle + _CAP // 2),
    )
    for stroke in strokes:
        sheet.fill(stroke, sheet.theme.ink)


def within(share: float) -> float:
    """Return a share cut to 0 to 1."""
    return min(max(share, 0.0), 1.0)
