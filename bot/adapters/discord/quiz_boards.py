"""The scoreboard of a quiz, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.adapters.discord.common import mention
from bot.domain.quiz import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.adapters.discord.layout import Row
    from bot.domain.quiz import Place, Quiz
    from bot.services.publisher import QuizBoard

TEAMS = ("Amber", "Blue", "Coral", "Green")
"""The names of the teams, by number."""
MEDALS = {1: "🥇 ", 2: "🥈 ", 3: "🥉 "}
AFTER_A_QUESTION = 5
"""Places shown after each question."""


def next_button(quiz_id: int, label: str) -> Row:
    """Return the button with which the host of an untimed quiz goes on; see `quiz_pages`."""
    return ui.ActionRow(
        ui.Button(
            label=label,
            custom_id=f"viva:q:next:{quiz_id}",
            style=discord.ButtonStyle.primary,
        )
    )


def board_lines(board: QuizBoard) -> list[str]:
    """Return who was fastest and who leads, after a question."""
    lines = []
    if board.fastest is not None and board.quiz.mode is not Mode.UNTIMED:
        member_id, elapsed = board.fastest
        won = "Won by" if board.quiz.mode is Mode.RACE else "Fastest right answer:"
        lines.append(f"{won} {mention(member_id)} after {elapsed / 1000:.1f} s.")
    places = place_lines(board.quiz, board.places, AFTER_A_QUESTION)
    return [*lines, "**Standings**", *places, *_what_follows(board.quiz)]


def _what_follows(quiz: Quiz) -> Iterator[str]:
    if quiz.mode is not Mode.UNTIMED and quiz.position < quiz.total:
        yield "-# The next question follows in a few seconds."


def place_lines(quiz: Quiz, places: Sequence[Place], most: int) -> list[str]:
    """Return the first places, a line each; equal points share a rank.

    Args:
        quiz: the quiz.
        places: its scoreboard.
        most: how many are shown.
    """
    if not places:
        return ["Nobody is in yet."]
    lines = [_line(quiz, place) for place in places[:most]]
    more = len(places) - len(lines)
    return [*lines, f"-# and {more} more; `/quiz scores` shows all"] if more else lines


def who(place: Place) -> str:
    """Return the member, or the team."""
    return mention(place.member_id) if place.member_id else team_name(place.team)


def team_name(team: int) -> str:
    """Return what a team is called."""
    return f"Team {TEAMS[team]}"


def points_text(points: float) -> str:
    """Return points as they are shown: 45, or 7.5 of a team."""
    return f"{points:.1f}".removesuffix(".0")


def _line(quiz: Quiz, place: Place) -> str:
    points = points_text(place.points)
    medal = MEDALS.get(place.rank, "") if place.points > 0 else ""
    parts = [f"{medal}**{place.rank}.** {who(place)} · {points}"]
    parts += _details(quiz, place)
    return " · ".join(parts)


def _details(quiz: Quiz, place: Place) -> Iterator[str]:
    yield f"{place.right} right"
    if place.moved:
        yield f"{'up' if place.moved > 0 else 'down'} {abs(place.moved)}"
    if quiz.mode is Mode.SURVIVAL:
        yield f"out at {place.out}" if place.out is not None else "still in"
