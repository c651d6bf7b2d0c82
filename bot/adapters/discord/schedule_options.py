"""The options that `/schedule add` and `/schedule edit` share, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from discord import app_commands

from bot.adapters.discord.common import find_topic, find_topics, plain, shorten
from bot.domain.question import DIFFICULTY_WORDS, Level
from bot.domain.round import AnswerStyle, ThreadPolicy
from bot.domain.schedule import check_zone, parse_time, parse_weekdays, parse_window
from bot.errors import Unreadable, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.daily import Draft
    from bot.services.schedules import ScheduleService

Choices = list[app_commands.Choice[str | int | float]]

DIFFICULTIES: Choices = [
    app_commands.Choice(name=f"{number} - {word}", value=number)
    for number, word in enumerate(DIFFICULTY_WORDS, 1)
]
LEVELS: Choices = [
    app_commands.Choice(name=level, value=level) for level in ("any", *(v.value for v in Level))
]
STYLES: Choices = [
    app_commands.Choice(name="reactions - everyone sees the votes", value="reactions"),
    app_commands.Choice(name="buttons - answers are private", value="buttons"),
]
THREADS: Choices = [
    app_commands.Choice(name="when the question opens", value="opening"),
    app_commands.Choice(name="when the answer is revealed", value="reveal"),
    app_commands.Choice(name="never", value="never"),
]
ABOUT = {
    "channel": "Where the questions are posted",
    "time": "The local time of day, such as 09:00 or 9 pm",
    "zone": "The time zone, by a city near you, such as Europe/London",
    "weekdays": "The days, such as mon-fri, daily, weekends, or mon, wed, fri",
    "topics": "Topics separated by commas, or all",
    "easiest": "The easiest difficulty to ask",
    "hardest": "The hardest difficulty to ask",
    "level": "Whom an interviewer would ask this: junior, senior or staff",
    "language": "The language of the questions, such as en",
    "track": "Go through a list of questions in its order; none for mixed topics",
    "rhythm": "Easy Mondays to open Fridays, and weekends ask what was missed; False: all alike",
    "window": "How long a question stays open, such as 24h, 90m or 2d",
    "style": "How members answer questions with options",
    "thread": "When a question gets its discussion thread",
    "ping": "A role to notify of each question",
    "recap": "Look back at each week on Mondays: how it went, and what to revisit",
}
"""What Discord shows under each option; at most 100 characters."""


NONE_NAMED = ("none", "none: topics take turns")


class Known(NamedTuple):
    """What the bank has to choose from; topics and tracks as (id, title)."""

    topics: Sequence[tuple[str, str]]
    tracks: Sequence[tuple[str, str]]
    languages: Sequence[str]

    @classmethod
    def by(cls, schedules: ScheduleService) -> Known:
        """Ask the service."""
        tracks = [(track.id, track.title) for track in schedules.tracks()]
        return cls(schedules.topics(), tracks, schedules.languages())

    def track(self, text: str) -> str:
        """Return the id of a track named by its id or title; empty for "none".

        Raises:
            Unreadable: there is no such track.
        """
        named = find_topic(text, [NONE_NAMED, *self.tracks], "track")
        return "" if named == NONE_NAMED[0] else named

    def language(self, text: str) -> str:
        """Return a language as two letters; empty for "any".

        Raises:
            Unreadable: no question is in it.
        """
        wanted = text.strip().casefold()
        if wanted == "any":
            return ""
        if wanted not in self.languages:
            raise Unreadable(
                f"The bank has no question in “{plain(shorten(text, 20))}”. "
                f"Its languages are: {', '.join(self.languages)}."
            )
        return wanted


def read_options(known: Known, **given: Any) -> dict[str, Any]:
    """Return the fields of `Draft` that the options set; an option left out (None) sets none.

    Args:
        known: what the bank has.
        **given: the options by name, as Discord gave them.

    Raises:
        Unreadable: an option could not be understood; says which and how to write it.
    """
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "channel": ("channel_id", lambda channel: channel.id),
        "time": ("minute", parse_time),
        "zone": ("zone", check_zone),
        "weekdays": ("weekdays", parse_weekdays),
        "topics": ("topics", lambda text: find_topics(text, known.topics)),
        "easiest": ("min_difficulty", int),
        "hardest": ("max_difficulty", int),
        "level": ("level", lambda level: "" if level == "any" else level),
        "language": ("language", known.language),
        "track": ("track", known.track),
        "rhythm": ("rhythm", bool),
        "window": ("window", parse_window),
        "style": ("style", AnswerStyle),
        "thread": ("thread", ThreadPolicy),
        "ping": ("ping_role_id", lambda role: role.id),
        "recap": ("recap", bool),
        "name": ("name", str.strip),
    }
    fields = ((*readers[option], value) for option, value in given.items() if value is not None)
    return {field: read(value) for field, read, value in fields}


def check_span(draft: Draft) -> None:
    """Refuse a span of difficulties that is the wrong way round.

    Raises:
        UserError: the easiest is harder than the hardest.
    """
    if draft.min_difficulty > draft.max_difficulty:
        raise UserError(
            f"The easiest difficulty ({draft.min_difficulty}) is above the hardest "
            f"({draft.max_difficulty}). Swap them, or set both."
        )
