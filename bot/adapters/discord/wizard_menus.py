"""The menus of the `/setup` form: what each offers, what is chosen, and what choosing changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord

from bot.adapters.discord.common import CHOICES_SHOWN, shorten
from bot.domain.question import DIFFICULTY_WORDS, Level
from bot.domain.round import AnswerStyle, ThreadPolicy
from bot.domain.schedule import format_window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.bank import Track
    from bot.domain.daily import Draft

STYLES = {
    AnswerStyle.REACTIONS: ("Reactions", "Public: everyone sees the votes until the close"),
    AnswerStyle.BUTTONS: ("Buttons", "Private: only the number of answers is shown"),
}
THREADS = {
    ThreadPolicy.OPENING: ("When the question opens", "Discuss while it is open"),
    ThreadPolicy.REVEAL: ("When the answer is revealed", "Discuss afterwards, without spoilers"),
    ThreadPolicy.NEVER: ("Never", "Questions answered in writing still get theirs"),
}
ORDERS = {
    "rhythm": (
        "The week's rhythm",
        "Easy Mondays to open Fridays; weekends ask what was missed",
        True,
    ),
    "mixed": ("Mixed", "Every day alike", False),
}
TRACK = "track:"
WINDOWS = tuple(timedelta(hours=hours) for hours in (1, 4, 8, 12, 24, 48, 72, 168))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Menu:
    """One menu of the form: what it is called, its options, and what choosing them changes."""

    name: str
    label: str
    options: Sequence[discord.SelectOption]
    change: Callable[[Sequence[str]], dict[str, Any]]
    least: int = 1
    most: int = 1
    placeholder: str = ""


def menus_of(
    draft: Draft, topics: Sequence[tuple[str, str]], tracks: Sequence[Track] = ()
) -> list[Menu]:
    """Return the form's menus; `topics` are the bank's as (id, title), `tracks` its tracks."""
    return [
        _weekdays(draft),
        _topics(draft, topics),
        _difficulty(draft),
        _level(draft),
        _order(draft, tracks),
        _style(draft),
        _window(draft),
        _thread(draft),
    ]


def _weekdays(draft: Draft) -> Menu:
    options = [
        _option(day, str(bit), chosen=bool(draft.weekdays >> bit & 1))
        for bit, day in enumerate(WEEKDAYS)
    ]
    return Menu("weekdays", "Days", options, _change_weekdays, most=len(WEEKDAYS))


def _change_weekdays(values: Sequence[str]) -> dict[str, Any]:
    return {"weekdays": sum(1 << int(value) for value in values)}


def _topics(draft: Draft, topics: Sequence[tuple[str, str]]) -> Menu:
    shown = topics[:CHOICES_SHOWN]
    options = [_option(title, topic, chosen=topic in draft.topics) for topic, title in shown]
    return Menu(
        "topics",
        "Topics (none chosen: all of them)",
        options,
        lambda values: {"topics": tuple(values)},
        least=0,
        most=len(options),
        placeholder="All topics",
    )


def _difficulty(draft: Draft) -> Menu:
    span = range(draft.min_difficulty, draft.max_difficulty + 1)
    options = [
        _option(word.capitalize(), str(number), chosen=number in span)
        for number, word in enumerate(DIFFICULTY_WORDS, 1)
    ]
    return Menu(
        "difficulty",
        "Difficulty (everything from the easiest to the hardest chosen)",
        options,
        _change_difficulty,
        most=len(options),
    )


def _change_difficulty(values: Sequence[str]) -> dict[str, Any]:
    numbers = [int(value) for value in values]
    return {"min_difficulty": min(numbers), "max_difficulty": max(numbers)}


def _level(draft: Draft) -> Menu:
    options = [_option("Any level", "any", chosen=not draft.level)]
    options += [
        _option(level.value.capitalize(), level.value, chosen=level == draft.level)
        for level in Level
    ]
    return Menu("level", "Level", options, _change_level)


def _change_level(values: Sequence[str]) -> dict[str, Any]:
    return {"level": "" if values[0] == "any" else values[0]}


def _order(draft: Draft, tracks: Sequence[Track]) -> Menu:
    options = [
        _option(label, value, about, chosen=not draft.track and draft.rhythm is rhythm)
        for value, (label, about, rhythm) in ORDERS.items()
    ]
    options += [
        _option(
            f"Track: {track.title}",
            TRACK + track.id,
            f"{len(track.questions)} questions in order. {track.about}",
            chosen=track.id == draft.track,
        )
        for track in tracks[: CHOICES_SHOWN - len(ORDERS)]
    ]
    return Menu("order", "Which question comes when", options, _change_order)


def _change_order(values: Sequence[str]) -> dict[str, Any]:
    if values[0].startswith(TRACK):
        return {"track": values[0].removeprefix(TRACK)}
    return {"track": "", "rhythm": ORDERS[values[0]][2]}


def _style(draft: Draft) -> Menu:
    options = [
        _option(label, style.value, about, chosen=style is draft.style)
        for style, (label, about) in STYLES.items()
    ]
    return Menu("style", "Answers", options, lambda values: {"style": AnswerStyle(values[0])})


def _window(draft: Draft) -> Menu:
    windows = sorted({*WINDOWS, draft.window})
    options = [
        _option(format_window(w), str(int(w.total_seconds())), chosen=w == draft.window)
        for w in windows
    ]
    return Menu("window", "Open for", options, _change_window)


def _change_window(values: Sequence[str]) -> dict[str, Any]:
    return {"window": timedelta(seconds=int(values[0]))}


def _thread(draft: Draft) -> Menu:
    options = [
        _option(label, policy.value, about, chosen=policy is draft.thread)
        for policy, (label, about) in THREADS.items()
    ]
    return Menu(
        "thread", "Discussion thread", options, lambda values: {"thread": ThreadPolicy(values[0])}
    )


def _option(
    label: str, value: str, about: str | None = None, *, chosen: bool
) -> discord.SelectOption:
    return discord.SelectOption(
        label=shorten(label, 100),
        value=value,
        description=shorten(about, 100) if about else None,
        default=chosen,
    )
