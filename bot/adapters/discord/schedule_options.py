"""The options that `/schedule add` and `/schedule edit` share, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import app_commands

from bot.adapters.discord.common import find_topics
from bot.domain.question import DIFFICULTY_WORDS
from bot.domain.round import AnswerStyle, ThreadPolicy
from bot.domain.schedule import check_zone, parse_time, parse_weekdays, parse_window
from bot.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.daily import Draft

Choices = list[app_commands.Choice[str | int | float]]

DIFFICULTIES: Choices = [
    app_commands.Choice(name=f"{number} - {word}", value=number)
    for number, word in enumerate(DIFFICULTY_WORDS, 1)
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
    "window": "How long a question stays open, such as 24h, 90m or 2d",
    "style": "How members answer questions with options",
    "thread": "When a question gets its discussion thread",
    "ping": "A role to notify of each question",
}
"""What Discord shows under each option; at most 100 characters."""


def read_options(known: Sequence[tuple[str, str]], **given: Any) -> dict[str, Any]:
    """Return the fields of `Draft` that the options set; an option left out (None) sets none.

    Args:
        known: the bank's topics as (id, title).
        **given: the options by name, as Discord gave them.

    Raises:
        Unreadable: an option could not be understood; says which and how to write it.
    """
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "channel": ("channel_id", lambda channel: channel.id),
        "time": ("minute", parse_time),
        "zone": ("zone", check_zone),
        "weekdays": ("weekdays", parse_weekdays),
        "topics": ("topics", lambda text: find_topics(text, known)),
        "easiest": ("min_difficulty", int),
        "hardest": ("max_difficulty", int),
        "window": ("window", parse_window),
        "style": ("style", AnswerStyle),
        "thread": ("thread", ThreadPolicy),
        "ping": ("ping_role_id", lambda role: role.id),
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
