"""`/quiz schedule`, `/quiz upcoming` and `/quiz cancel`: quizzes at a set time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import quiz_announcements as pages
from bot.adapters.discord.admins import complete_zone
from bot.adapters.discord.common import complete, server_of
from bot.adapters.discord.pressing import button
from bot.adapters.discord.quiz_options import (
    ABOUT,
    BELONGS_TO_A_SERVER,
    Count,
    Seconds,
    Teams,
    choices,
    draft_of,
    moderates,
)

if TYPE_CHECKING:
    import re

    from bot.domain.quiz import Quiz
    from bot.services.library import Library
    from bot.services.quiz_planning import QuizPlanner

MENTION_NOBODY = discord.AllowedMentions.none()


class Planning(commands.Cog):
    """The part of `/quiz` that is about what is to come.

    Args:
        plans: the announced quizzes.
        library: knows the topics.
    """

    def __init__(self, plans: QuizPlanner, library: Library) -> None:
        self._plans = plans
        self._library = library
        self.planning_buttons = (
            button(pages.IN_BUTTON, self._toggle),
            button(pages.OFF_BUTTON, self._call_off),
        )

    @app_commands.command()
    @app_commands.describe(
        when="Such as tomorrow 19:00, fri 7 pm, 2026-12-01 19:00, or in 2h",
        zone="The time zone it is meant in; the server's if left out",
        **ABOUT,
    )
    @choices
    @app_commands.autocomplete(zone=complete_zone)
    async def schedule(
        self,
        interaction: discord.Interaction,
        when: str,
        *,
        zone: str = "",
        topic: str = "",
        count: Count = 10,
        seconds: Seconds = 30,
        mode: str = "everyone",
        difficulty: int | None = None,
        rated: bool = True,
        style: str = "buttons",
        teams: Teams = 2,
    ) -> None:
        """Announce a quiz in this channel for a set time."""
        draft = draft_of(
            interaction, self._library.topics(), topic=topic, count=count, seconds=seconds,
            mode=mode, difficulty=difficulty, rated=rated, style=style, teams=teams,
        )  # fmt: skip
        quiz = await self._plans.schedule(draft, when, zone)
        await interaction.response.send_message(pages.planned(quiz), ephemeral=True)

    @app_commands.command()
    async def upcoming(self, interaction: discord.Interaction) -> None:
        """List the quizzes that are announced in this server."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        view = pages.coming(await self._plans.upcoming(guild_id), self._library.titles)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command()
    @app_commands.describe(quiz="Which one; not needed if you announced only one")
    async def cancel(self, interaction: discord.Interaction, quiz: int | None = None) -> None:
        """Call off a quiz that was announced."""
        off = await self._plans.cancel(
            server_of(interaction, BELONGS_TO_A_SERVER),
            quiz,
            interaction.user.id,
            moderator=moderates(interaction),
        )
        text = f"The quiz of {pages.both(off)} in <#{off.channel_id}> is called off."
        await interaction.response.send_message(text, ephemeral=True)

    @schedule.autocomplete("topic")
    async def _complete_planned_topic(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete(current, self._library.topics())

    @cancel.autocomplete("quiz")
    async def _complete_quiz(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[int]]:
        guild_id, me = server_of(interaction, BELONGS_TO_A_SERVER), interaction.user.id
        zone = await self._plans.zone(guild_id)
        named = [
            (str(quiz.id), self._called(quiz, zone))
            for quiz, _ in await self._plans.upcoming(guild_id)
            if moderates(interaction) or quiz.host_id == me
        ]
        offers = complete(current, named)
        return [app_commands.Choice(name=offer.name, value=int(offer.value)) for offer in offers]

    def _called(self, quiz: Quiz, zone: str) -> str:
        at = quiz.starts_at.astimezone(ZoneInfo(zone)) if quiz.starts_at else None
        topic = self._library.titles.get(quiz.topic, "all topics")
        return f"{at:%a %d %b, %H:%M} {zone} · {topic}" if at else topic

    # ------------------------------------------------------------------ buttons

    async def _toggle(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        quiz_id = int(match["quiz"])
        await self._plans.toggle(quiz_id, interaction.user.id)
        await self._show_announcement(interaction, await self._plans.get(quiz_id))

    async def _call_off(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        quiz = await self._plans.cancel(
            server_of(interaction, BELONGS_TO_A_SERVER),
            int(match["quiz"]),
            interaction.user.id,
            moderator=moderates(interaction),
        )
        await self._show_announcement(interaction, quiz)

    async def _show_announcement(self, interaction: discord.Interaction, quiz: Quiz) -> None:
        view = pages.announcement(quiz, await self._plans.players(quiz.id), self._library.titles)
        await interaction.response.edit_message(view=view, allowed_mentions=MENTION_NOBODY)
