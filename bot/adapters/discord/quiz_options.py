"""The options that `/quiz start` and `/quiz schedule` share, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from bot.adapters.discord.common import find_topic, server_of
from bot.adapters.discord.quiz_pages import MODES
from bot.adapters.discord.schedule_options import DIFFICULTIES, Choices
from bot.domain.quiz import COUNTS, SECONDS, TEAMS, Mode, QuizDraft
from bot.domain.round import AnswerStyle
from bot.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

BELONGS_TO_A_SERVER: Final = (
    "Quizzes are played in a server. Run this command in one of its channels."
)
Count = app_commands.Range[int, *COUNTS]
Seconds = app_commands.Range[int, *SECONDS]
Teams = app_commands.Range[int, *TEAMS]
ABOUT: Final = {
    "topic": "Ask about one topic only",
    "count": "How many questions; 10 if left out",
    "seconds": "How long each stays open; 30 if left out",
    "mode": "How it is played; everyone scores if left out",
    "difficulty": "Ask questions of one difficulty only",
    "rated": "Whether it counts in the standings; it does if left out",
    "style": "How members answer; sealed if left out",
    "teams": "How many teams, in the mode teams",
}
"""What Discord shows under each option; at most 100 characters."""
MODE_CHOICES: Choices = [
    app_commands.Choice(name=f"{mode.value}: {about}", value=mode.value)
    for mode, about in MODES.items()
]
STYLE_CHOICES: Choices = [
    app_commands.Choice(name="sealed: buttons, nobody sees what you chose", value="buttons"),
    app_commands.Choice(name="reactions: everyone sees them", value="reactions"),
]
choices = app_commands.choices(mode=MODE_CHOICES, style=STYLE_CHOICES, difficulty=DIFFICULTIES)


def draft_of(
    interaction: discord.Interaction, topics: Sequence[tuple[str, str]], **given: Any
) -> QuizDraft:
    """Return what a host chose.

    Args:
        interaction: the command.
        topics: the bank's topics as (id, title).
        given: the options, by the names of `ABOUT`.

    Raises:
        UserError: there is no such topic, or no quiz can be played there.
    """
    mode, topic, difficulty = Mode(given["mode"]), given["topic"], given["difficulty"]
    return QuizDraft(
        guild_id=server_of(interaction, BELONGS_TO_A_SERVER),
        channel_id=channel_of(interaction),
        host_id=interaction.user.id,
        mode=mode,
        style=AnswerStyle(given["style"]),
        topic=find_topic(topic, topics) if topic else "",
        min_difficulty=difficulty or 1,
        max_difficulty=difficulty or 5,
        count=given["count"],
        seconds=given["seconds"],
        rated=given["rated"],
        teams=given["teams"] if mode is Mode.TEAMS else 0,
    )


def channel_of(interaction: discord.Interaction) -> int:
    """Return the id of the channel a quiz is to be played in.

    Raises:
        UserError: none can be played there.
    """
    if not isinstance(interaction.channel, discord.TextChannel | discord.Thread):
        raise UserError("A quiz needs a text channel or a thread.")
    return interaction.channel.id


def moderates(interaction: discord.Interaction) -> bool:
    """Return whether the member controls everybody's quizzes."""
    return interaction.permissions.manage_messages
