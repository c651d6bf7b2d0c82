"""The button that gives the results of a quiz as a file, a line an answer.

The columns stay as they are, in this order; new ones are added at the end:

    question     number of the question in the quiz, from 1
    question_id  of the bank
    topic        its id
    difficulty   1 to 5
    member_id    Discord's id: 64 bits, of which spreadsheets keep the first 15 digits;
                 empty for members who erased their data
    member       name in the server; empty when it is not known
    team         empty without teams
    score        how right the answer was: 0 to 1
    points       what it earned
    seconds      from the question's opening to the answer, pauses left out

The file is UTF-8 with a byte order mark, by which spreadsheets know it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import discord

from bot.adapters.discord.pressing import Patience, button
from bot.adapters.discord.quiz_boards import team_name
from bot.domain.spreadsheet import harmless

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.adapters.discord.equipment import Items
    from bot.services.quiz_results import QuizResults, ResultLine

CSV_BUTTON = r"viva:q:csv:(?P<quiz>\d+)"
COLUMNS: Final = (
    "question", "question_id", "topic", "difficulty", "member_id", "member", "team", "score",
    "points", "seconds",
)  # fmt: skip
ABOUT: Final = (
    "All answers of the quiz, a line each: the question (number, id, topic, difficulty), who "
    "answered, how right it was (0 to 1), the points, and the seconds from the opening."
)


def export_items(results: QuizResults) -> Items:
    """Return what answers the button."""

    async def export(interaction: discord.Interaction, match: re.Match[str]) -> None:
        quiz_id = int(match["quiz"])
        async with Patience(interaction):
            lines = await results.lines(quiz_id)
        file = discord.File(io.BytesIO(results_csv(lines)), f"quiz-{quiz_id}.csv")
        if interaction.response.is_done():
            await interaction.followup.send(ABOUT, file=file, ephemeral=True)
        else:
            await interaction.response.send_message(ABOUT, file=file, ephemeral=True)

    return (button(CSV_BUTTON, export),)


def results_csv(lines: Sequence[ResultLine]) -> bytes:
    """Return the file, its columns as above."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, lines))
    return text.getvalue().encode("utf-8-sig")


def _row(line: ResultLine) -> list[object]:
    question, result = line.question, line.result
    return [
        result.position,
        question.id,
        question.topic,
        question.difficulty,
        result.member_id if result.member_id > 0 else "",
        harmless(line.name),
        team_name(line.team) if line.team >= 0 else "",
        result.score_milli / 1000,
        result.points,
        result.elapsed_ms / 1000,
    ]
