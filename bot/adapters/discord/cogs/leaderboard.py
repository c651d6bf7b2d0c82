"""`/leaderboard`: who leads, and the buttons that turn its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import boards
from bot.adapters.discord.common import complete, find_topic, panel, server_of
from bot.adapters.discord.pressing import button
from bot.services.standings import Period

if TYPE_CHECKING:
    import re

    from bot.services.schedules import ScheduleService
    from bot.services.standings import StandingsService

BELONGS_TO_A_SERVER = (
    "Standings belong to a server. Run this command in a server that practises with Viva."
)
MENTION_NOBODY = discord.AllowedMentions.none()


class Leaderboard(commands.Cog):
    """Shows the boards of a server.

    Args:
        standings: the boards.
        schedules: knows the topics.
    """

    def __init__(self, standings: StandingsService, schedules: ScheduleService) -> None:
        self._standings = standings
        self._schedules = schedules
        self.buttons = (
            button(boards.BOARD_BUTTON, self._turn),
            button(boards.MINE_BUTTON, self._mine),
        )

    @app_commands.command()
    @app_commands.describe(
        period="Count this week, this season (the default), or all time",
        topic="Count one topic only",
    )
    @app_commands.choices(
        period=[
            app_commands.Choice(name="this week", value="week"),
            app_commands.Choice(name="this season", value="season"),
            app_commands.Choice(name="all time", value="all"),
        ]
    )
    async def leaderboard(
        self, interaction: discord.Interaction, period: str = "season", topic: str = ""
    ) -> None:
        """Show who leads this week, this season or of all time."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        wanted = find_topic(topic, self._schedules.topics()) if topic else ""
        # Who is still in the server is asked of Discord, which may take longer than three seconds.
        await interaction.response.defer()
        view = await self._page(guild_id, Period(period), wanted, 1, interaction.user.id)
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    @leaderboard.autocomplete("topic")
    async def _complete_topic(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete(current, self._schedules.topics())

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer()
        period, page, asker_id = Period(match["period"]), int(match["page"]), int(match["asker"])
        view = await self._page(guild_id, period, match["topic"], page, asker_id)
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    async def _mine(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer(ephemeral=True, thinking=True)
        period, member_id = Period(match["period"]), interaction.user.id
        table = await self._standings.table(guild_id, period, match["topic"], viewer_id=member_id)
        view = panel(boards.own_place(table, member_id))
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    async def _page(
        self, guild_id: int, period: Period, topic: str, page: int, asker_id: int
    ) -> discord.ui.LayoutView:
        table = await self._standings.table(guild_id, period, topic, page, viewer_id=asker_id)
        return boards.leaderboard(table, dict(self._schedules.topics()), asker_id)
