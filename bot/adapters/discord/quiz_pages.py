"""The pages of a quiz besides its questions and its end: the lobby, the scores.

viva:q:join:<quiz>:<team>   in, or into another team; the team is empty without teams
viva:q:<what>:<quiz>        leave, start, cancel, next; see also `finales`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.adapters.discord.common import (
    ACCENT,
    counted,
    difficulty_span,
    fit,
    mention,
    panel,
    plain,
    when,
)
from bot.adapters.discord.layout import Row, column, words
from bot.adapters.discord.quiz_boards import TEAMS, place_lines
from bot.domain.quiz import FEWEST_RATED, Mode, QuizState
from bot.domain.round import AnswerStyle
from bot.domain.timetext import format_window
from bot.services.quiz_gathering import GATHERING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.adapters.discord.layout import Block
    from bot.domain.quiz import Place, Player, Quiz

JOIN_BUTTON = r"viva:q:join:(?P<quiz>\d+):(?P<team>[0-3]?)"
LOBBY_BUTTON = r"viva:q:(?P<what>leave|start|cancel):(?P<quiz>\d+)"
NEXT_BUTTON = r"viva:q:next:(?P<quiz>\d+)"

MODES = {
    Mode.EVERYONE: "everyone scores, the quick a little more",
    Mode.RACE: "the first right answer takes the question",
    Mode.SURVIVAL: "a wrong or missing answer is out",
    Mode.UNTIMED: "no clock; the host goes on",
    Mode.TEAMS: "teams; the mean of their members counts",
}
NAMED = 30
NOTIFIED = 100
"""The most members that Discord lets one message notify."""


def lobby(quiz: Quiz, players: Sequence[Player], titles: Mapping[str, str]) -> ui.LayoutView:
    """Return the lobby: what will be played, and who is in."""
    topic = plain(titles.get(quiz.topic, quiz.topic)) if quiz.topic else "all topics"
    heading = f"## Quiz · {'what most of you missed' if quiz.repeats else topic}"
    texts: list[Block] = [
        words(heading, about(quiz), hosted(quiz)),
        ui.Separator(),
        words(*_who_is_in(quiz, players)),
    ]
    if quiz.state is QuizState.LOBBY:
        texts += [words(_wait(quiz), *_mark(quiz)), *_lobby_buttons(quiz)]
    elif quiz.state is QuizState.CANCELLED:
        why = f"**Called off.** {quiz.reason}".strip()
        texts.append(words(f"{why} Open another with `/quiz start`.", *_mark(quiz)))
    else:
        text = "**Here we go!** The first question comes in a few seconds."
        texts.append(words(text, *_mark(quiz)))
    return column(texts, colour=ACCENT)


def hosted(quiz: Quiz) -> str:
    """Return who hosts a quiz; nothing when they erased their data."""
    return f"Hosted by <@{quiz.host_id}>." if quiz.host_id else ""


def scores(quiz: Quiz, places: Sequence[Place]) -> ui.LayoutView:
    """Return how a quiz stands."""
    lines = place_lines(quiz, places, len(places))
    total = quiz.total
    after = f"After question {quiz.revealed} of {total}"
    heading = f"## Scores\n{after if quiz.revealed else 'Before the first question'}"
    return panel(heading, fit(lines, 3000, "-# and {} more"))


def said(what: str) -> ui.LayoutView:
    """Return that something was done."""
    return panel(what)


def stopped(quiz: Quiz) -> str:
    """Return what is said when a quiz was stopped."""
    if not quiz.state.is_over:
        return "The quiz ends with the answer that is on its way; the results follow."
    ended = quiz.state is QuizState.ENDED
    return "The quiz is over; the results follow." if ended else "The quiz was called off."


def skipped(quiz: Quiz) -> str:
    """Return what is said when a question was skipped."""
    last = quiz.position >= quiz.total
    what = "The results follow" if last else "The next question follows"
    later = " once you go on with `/quiz resume`" if quiz.paused else ""
    return f"Skipped; it counts for nobody. {what}{later}."


def lobby_footer(quiz: Quiz) -> str:
    """Return the last line of the lobby of an announced quiz, by which it is found again."""
    return f"-# quiz {quiz.id}, lobby"


def about(quiz: Quiz) -> str:
    """Return what is played: how many questions, how long, how hard, and in which mode."""
    span = difficulty_span(quiz.min_difficulty, quiz.max_difficulty)
    time = "" if quiz.mode is Mode.UNTIMED else f" · {quiz.seconds} s each"
    sealed = "answers sealed" if quiz.style is AnswerStyle.BUTTONS else "answers by reaction"
    count = counted(quiz.total, "question")
    return f"{count}{time} · {span} · {sealed}\n-# {mode_line(quiz)}"


def mode_line(quiz: Quiz) -> str:
    """Return how a quiz is played."""
    return f"{quiz.mode.value.capitalize()}: {MODES[quiz.mode]}"


def _wait(quiz: Quiz) -> str:
    closes = when(quiz.next_at, "R") if quiz.next_at is not None else "later"
    if quiz.starts_at is None:
        return f"-# The host starts it; else it is called off {closes}."
    if quiz.message_id is None:  # it begins so long after its lobby could be shown
        return f"-# It begins by itself in {format_window(GATHERING)}, or when its host starts it."
    return f"-# It begins by itself {closes}, or when its host starts it."


def _mark(quiz: Quiz) -> list[str]:
    return [lobby_footer(quiz)] if quiz.starts_at is not None else []


def _who_is_in(quiz: Quiz, players: Sequence[Player]) -> Iterator[str]:
    # Only who is named can be notified of the lobby of an announced quiz.
    most = NAMED if quiz.starts_at is None else NOTIFIED
    if quiz.mode is Mode.TEAMS:
        for team in range(quiz.teams):
            members = [player for player in players if player.team == team]
            names = mentions(members, most) or "nobody yet"
            yield f"**Team {TEAMS[team]}** ({len(members)}): {names}"
        if undecided := [player for player in players if player.team < 0]:
            yield f"Without a team yet: {mentions(undecided, most)}"
        return
    yield f"**In** ({len(players)}): {mentions(players, most) or 'nobody yet'}"
    if not quiz.rated:
        yield "-# It does not count in the standings."
    elif len(players) < FEWEST_RATED:
        yield f"-# It counts in the standings from {FEWEST_RATED} members on."


def mentions(players: Sequence[Player], most: int = NAMED) -> str:
    """Return the first members who are in, and how many more there are."""
    shown = ", ".join(mention(player.member_id) for player in players[:most])
    more = len(players) - most
    return f"{shown} and {more} more" if more > 0 else shown


def _lobby_buttons(quiz: Quiz) -> Iterator[Row]:
    join: Row = ui.ActionRow()
    teams = range(quiz.teams) if quiz.mode is Mode.TEAMS else ("",)
    for team in teams:
        label = f"Team {TEAMS[int(team)]}" if team != "" else "Join"
        join.add_item(_button(label, f"join:{quiz.id}:{team}", discord.ButtonStyle.success))
    join.add_item(_button("Leave", f"leave:{quiz.id}"))
    yield join
    yield ui.ActionRow(
        _button("Start now", f"start:{quiz.id}", discord.ButtonStyle.primary),
        _button("Cancel", f"cancel:{quiz.id}"),
    )


def _button(
    label: str, what: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label, custom_id=f"viva:q:{what}", style=style)
