"""`/quiz`: live quizzes in a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import quiz_pages as pages
from bot.adapters.discord.cogs.quiz_planning import Planning
from bot.adapters.discord.common import complete, server_of, when
from bot.adapters.discord.pressing import button
from bot.adapters.discord.quiz_options import (
    ABOUT,
    BELONGS_TO_A_SERVER,
    Count,
    Seconds,
    Teams,
    channel_of,
    choices,
    draft_of,
    moderates,
)
from bot.domain.quiz import Mode

if TYPE_CHECKING:
    import re

    from bot.domain.quiz import Quiz as LiveQuiz
    from bot.services.library import Library
    from bot.services.quiz_planning import QuizPlanner
    from bot.services.quizzes import QuizService

MENTION_NOBODY = discord.AllowedMentions.none()


class Quiz(
    Planning,
    commands.GroupCog,
    group_name="quiz",
    group_description="Play a live quiz in this channel",
):
    """Lets members host and play quizzes.

    Args:
        quizzes: the quizzes.
        plans: those to come.
        library: knows the topics.
    """

    def __init__(self, quizzes: QuizService, plans: QuizPlanner, library: Library) -> None:
        super().__init__(plans, library)
        self._quizzes = quizzes
        self.buttons = (
            *self.planning_buttons,
            button(pages.JOIN_BUTTON, self._join),
            button(pages.LOBBY_BUTTON, self._lobby),
            button(pages.NEXT_BUTTON, self._next),
        )

    @app_commands.command()
    @app_commands.describe(**ABOUT)
    @choices
    async def start(
        self,
        interaction: discord.Interaction,
        *,
        topic: str = "",
        count: Count = 10,
        seconds: Seconds = 30,
        mode: str = "everyone",
        difficulty: int | None = None,
        rated: bool = True,
        style: str = "buttons",
        teams: Teams = 2,
    ) -> None:
        """Open a lobby here; start when your group is in."""
        draft = draft_of(
            interaction, self._library.topics(), topic=topic, count=count, seconds=seconds,
            mode=mode, difficulty=difficulty, rated=rated, style=style, teams=teams,
        )  # fmt: skip
        await self._open(interaction, await self._quizzes.open_lobby(draft))

    @app_commands.command()
    async def stop(self, interaction: discord.Interaction) -> None:
        """End the quiz of this channel now; what was revealed counts."""
        quiz = await self._quizzes.stop(*_control(interaction), moderator=moderates(interaction))
        await interaction.response.send_message(view=pages.said(pages.stopped(quiz)))

    @app_commands.command()
    async def skip(self, interaction: discord.Interaction) -> None:
        """Withdraw the open question; it counts for nobody."""
        quiz = await self._quizzes.skip(*_control(interaction), moderator=moderates(interaction))
        await interaction.response.send_message(view=pages.said(pages.skipped(quiz)))

    @app_commands.command()
    async def pause(self, interaction: discord.Interaction) -> None:
        """Freeze the quiz; the time that is left is kept."""
        await self._quizzes.pause(*_control(interaction), moderator=moderates(interaction))
        await interaction.response.send_message(
            view=pages.said("Paused. The time that is left is kept; go on with `/quiz resume`.")
        )

    @app_commands.command()
    async def resume(self, interaction: discord.Interaction) -> None:
        """Go on with a paused quiz."""
        quiz = await self._quizzes.resume(*_control(interaction), moderator=moderates(interaction))
        closes = None if quiz.mode is Mode.UNTIMED else await self._quizzes.closes_at(quiz.id)
        left = f" The open question closes {when(closes, 'R')}." if closes else ""
        await interaction.response.send_message(view=pages.said(f"On we go.{left}"))

    @app_commands.command()
    async def scores(self, interaction: discord.Interaction) -> None:
        """Show how the quiz of this channel stands."""
        server_of(interaction, BELONGS_TO_A_SERVER)
        quiz = await self._quizzes.here(interaction.channel_id or 0)
        view = pages.scores(quiz, await self._quizzes.board(quiz.id, interaction.user.id))
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(name="again-wrong")
    async def again_wrong(self, interaction: discord.Interaction) -> None:
        """Open a lobby that asks again what the group missed in the last quiz here."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        quiz = await self._quizzes.again(guild_id, channel_of(interaction), interaction.user.id)
        await self._open(interaction, quiz)

    @start.autocomplete("topic")
    async def _complete_topic(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete(current, self._library.topics())

    # ------------------------------------------------------------------ buttons

    async def _join(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        team = int(match["team"]) if match["team"] else -1
        quiz = await self._quizzes.join(int(match["quiz"]), interaction.user.id, team)
        await self._show(interaction, quiz)

    async def _lobby(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        quiz_id, member_id = int(match["quiz"]), interaction.user.id
        moderator = moderates(interaction)
        match match["what"]:
            case "leave":
                await self._quizzes.leave(quiz_id, member_id)
            case "start":
                await self._quizzes.begin(quiz_id, member_id, moderator=moderator)
            case _:
                await self._quizzes.cancel(quiz_id, member_id, moderator=moderator)
        await self._show(interaction, await self._quizzes.get(quiz_id))

    async def _next(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await self._quizzes.go_on(
            int(match["quiz"]), interaction.user.id, moderator=moderates(interaction)
        )
        await interaction.response.send_message("On it.", ephemeral=True)

    async def _open(self, interaction: discord.Interaction, quiz: LiveQuiz) -> None:
        """Show a lobby to the channel."""
        answered = await interaction.response.send_message(
            view=await self._view(quiz), allowed_mentions=MENTION_NOBODY
        )
        if answered.message_id is not None:
            await self._quizzes.posted(quiz.id, answered.message_id)

    async def _view(self, quiz: LiveQuiz) -> discord.ui.LayoutView:
        players = await self._quizzes.players(quiz.id)
        return pages.lobby(quiz, players, self._library.titles)

    async def _show(self, interaction: discord.Interaction, quiz: LiveQuiz) -> None:
        view = await self._view(await self._quizzes.get(quiz.id))
        await interaction.response.edit_message(view=view, allowed_mentions=MENTION_NOBODY)


def _control(interaction: discord.Interaction) -> tuple[int, int]:
    """Return the channel and the member of a command that controls a quiz."""
    server_of(interaction, BELONGS_TO_A_SERVER)
    return interaction.channel_id or 0, interaction.user.id
