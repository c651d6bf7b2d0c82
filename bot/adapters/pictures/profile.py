"""How a member does: a few figures, accuracy by topic, and a year of days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.alt import name_of, told
from bot.adapters.pictures.figures import Figure, draw_figures, figures_height, tell_figures
from bot.adapters.pictures.lettering import named
from bot.adapters.pictures.marks import draw_title, title_height, write_section
from bot.adapters.pictures.sheet import EDGE, RIGHT, Sheet
from bot.adapters.pictures.topics import TopicBar, draw_topics, tell_topics, topics_height
from bot.adapters.pictures.year import YEAR_HEIGHT, Year, draw_year, tell_year

if TYPE_CHECKING:
    from bot.adapters.pictures.theme import Theme

TOPICS_MOST: Final = 20
NO_TOPICS: Final = "No answers yet: the first one starts the picture."
_SECTION, _SPACE, _LINE = 52, 20, 60


@dataclass(frozen=True, slots=True)
class ProfilePicture:
    """What the picture shows."""

    name: str
    """The member's, as it is; one that cannot be written is shown as "Member"."""
    subtitle: str
    """What it is of, and since when; may be empty."""
    figures: tuple[Figure, ...]
    """At most four; may be empty."""
    topics: tuple[TopicBar, ...]
    """In the order in which they are shown, at most 20; none: the picture says so."""
    year: Year | None
    """The days; None: no map is drawn."""


@lru_cache(maxsize=16)
def draw_profile(picture: ProfilePicture, theme: Theme) -> bytes:
    """Return the profile as a PNG, the same for the same profile."""
    return set_profile(picture, theme).png()


def set_profile(picture: ProfilePicture, theme: Theme) -> Sheet:
    """Return the profile as a sheet."""
    figures, topics = picture.figures, picture.topics[:TOPICS_MOST]
    head = title_height(picture.subtitle)
    bars = topics_height(topics) or _LINE
    year = _SPACE + _SECTION + YEAR_HEIGHT if picture.year else 0
    sheet = Sheet(head + figures_height(figures) + _SECTION + bars + year + EDGE - 10, theme)
    draw_title(sheet, named(picture.name), picture.subtitle)
    draw_figures(sheet, figures, head)
    top = head + figures_height(figures)
    note = "line: where the true share probably is" if topics else ""
    write_section(sheet, "Accuracy by topic", top + _SECTION // 2 - 6, note)
    draw_topics(sheet, topics, top + _SECTION)
    if not topics:
        at = EDGE, top + _SECTION + _LINE // 2 - 6
        sheet.write(NO_TOPICS, at, RIGHT - EDGE, colour=theme.muted)
    if picture.year:
        top += _SECTION + bars + _SPACE
        write_section(sheet, "A year of days", top + _SECTION // 2 - 6)
        draw_year(sheet, picture.year, top + _SECTION)
    return sheet


def describe_profile(picture: ProfilePicture) -> str:
    """Return in words what the picture shows: its alternative text."""
    head = f"{name_of(picture.name)}. {tell_figures(picture.figures)}".strip()
    topics = tell_topics(picture.topics[:TOPICS_MOST])
    year = tell_year(picture.year) if picture.year else ""
    return told(f"{head} Accuracy by topic:" if topics else f"{head} {NO_TOPICS}", topics, year)
