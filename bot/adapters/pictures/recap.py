"""A week in a picture: its figures, its questions day by day, and how well topics went."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.alt import cut, told
from bot.adapters.pictures.figures import Figure, draw_figures, figures_height, tell_figures
from bot.adapters.pictures.lettering import REGULAR
from bot.adapters.pictures.marks import draw_bar, draw_title, title_height, write_section
from bot.adapters.pictures.sheet import CORNER, EDGE, RIGHT, SMALL, TEXT, Sheet
from bot.adapters.pictures.topics import TopicBar, draw_topics, tell_topics, topics_height

if TYPE_CHECKING:
    from datetime import date

    from bot.adapters.pictures.theme import Theme

DAYS_MOST: Final = 14
TOPICS_MOST: Final = 12
NO_QUESTION: Final = "no question"
_ROW, _SECTION, _SPACE, _THICK = 54, 52, 28, 20
_BADGE, _TOPIC, _BAR, _BAR_ROOM = 112, EDGE + 132, 620, 220
_PERCENT: Final = _BAR + _BAR_ROOM + 92


@dataclass(frozen=True, slots=True)
class RecapDay:
    """A day of the week, or one of its questions when it had several."""

    date: date
    topic: str
    """The title of the question's topic; empty: there was no question."""
    share: float | None
    """Of the answers that were right, 0 to 1; None: there is none to show."""
    note: str = ""
    """Smaller, at the right: "5 of 7", "nobody answered", "still open"."""


@dataclass(frozen=True, slots=True)
class RecapPicture:
    """What the picture shows."""

    heading: str
    subtitle: str
    """May be empty."""
    figures: tuple[Figure, ...]
    """At most four; may be empty."""
    days: tuple[RecapDay, ...]
    """In order, at most `DAYS_MOST`; may be empty."""
    topics: tuple[TopicBar, ...]
    """In the order in which they are shown, at most `TOPICS_MOST`; may be empty."""


@lru_cache(maxsize=8)
def draw_recap(picture: RecapPicture, theme: Theme) -> bytes:
    """Return the week as a PNG, the same for the same week."""
    return set_recap(picture, theme).png()


def set_recap(picture: RecapPicture, theme: Theme) -> Sheet:
    """Return the week as a sheet."""
    days, topics = picture.days[:DAYS_MOST], picture.topics[:TOPICS_MOST]
    top = title_height(picture.subtitle)
    after_figures = top + figures_height(picture.figures)
    after_days = after_figures + (_SECTION + len(days) * _ROW + _SPACE if days else 0)
    height = after_days + (_SECTION + topics_height(topics) if topics else 0)
    sheet = Sheet(height + EDGE - 10, theme)
    draw_title(sheet, picture.heading, picture.subtitle)
    draw_figures(sheet, picture.figures, top)
    if days:
        write_section(
            sheet, "The week's questions", after_figures + _SECTION // 2 - 6, "share right"
        )
    for place, day in enumerate(days):
        _draw_day(sheet, day, after_figures + _SECTION + place * _ROW)
    if topics:
        note = "line: where the true share probably is"
        write_section(sheet, "Mastery by topic", after_days + _SECTION // 2 - 6, note)
        draw_topics(sheet, topics, after_days + _SECTION)
    return sheet


def describe_recap(picture: RecapPicture) -> str:
    """Return in words what the picture shows: its alternative text."""
    head = f"{picture.heading}. {tell_figures(picture.figures)}".strip()
    days = [_told(day) for day in picture.days[:DAYS_MOST]]
    topics = tell_topics(picture.topics[:TOPICS_MOST])
    return told(head, [*days, *(["Mastery by topic:"] if topics else []), *topics])


def _draw_day(sheet: Sheet, day: RecapDay, top: int) -> None:
    theme, middle = sheet.theme, top + _ROW // 2
    badge = EDGE, top + 5, EDGE + _BADGE, top + _ROW - 5
    sheet.rounded(badge, CORNER, theme.panel)
    sheet.write(f"{day.date:%a} {day.date.day}", (EDGE + _BADGE // 2, middle), _BADGE - 16,
                size=SMALL, align="middle")  # fmt: skip
    colour = theme.ink if day.topic else theme.muted
    at, room = (_TOPIC, middle), _BAR - _TOPIC - 20
    sheet.write(day.topic or NO_QUESTION, at, room, size=TEXT - 2, colour=colour, weight=REGULAR)
    if day.share is not None:
        box = _BAR, middle - _THICK // 2, _BAR + _BAR_ROOM, middle + _THICK // 2
        draw_bar(sheet, box, day.share)
        sheet.write(f"{day.share:.0%}", (_PERCENT, middle), 80, size=TEXT - 2, align="right")
    left = _PERCENT + 12 if day.share is not None else _BAR
    sheet.write(
        day.note, (RIGHT, middle), RIGHT - left, size=SMALL, colour=theme.muted, weight=REGULAR,
        align="right",
    )  # fmt: skip


def _told(day: RecapDay) -> str:
    topic = cut(day.topic, 48) or NO_QUESTION
    share = "" if day.share is None else f", {day.share:.0%} right"
    note = f", {day.note}" if day.note else ""
    return f"{day.date:%A}: {topic}{share}{note}."
