"""`/leaderboard`: who leads, and the buttons that turn its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import boards
from bot.adapters.discord.common import complete, find_topic, server_of
from bot.adapters.discord.pressing import button
from bot.errors import UserError
from bot.services.tables import Kind

if TYPE_CHECKING:
    import re

    from bot.adapters.discord.painting import Painter
    from bot.services.schedules import ScheduleService
    from bot.services.standings import StandingsService
    from bot.services.tables import Wanted

BELONGS_TO_A_SERVER = (
    "Standings belong to a server. Run this command in a server that practises with Viva."
)
MENTION_NOBODY = discord.AllowedMentions.none()


class Leaderboard(commands.Cog):
    """Shows the boards of a server.

    Args:
        standings: the boards.
        schedules: knows the topics.
        painter: draws a page on request.
    """

    def __init__(
        self, standings: StandingsService, schedules: ScheduleService, painter: Painter
    ) -> None:
        self._painter = painter
        self._standings = standings
        self._schedules = schedules
        self.buttons = (
            button(boards.BOARD_BUTTON, self._turn),
            button(boards.MINE_BUTTON, self._mine),
            button(boards.PICTURE_BUTTON, self._picture),
            button(boards.KIND_MENU, self._switch),
        )

    @app_commands.command()
    @app_commands.describe(
        board="What to rank by: accuracy (the default), effort, streaks, improvement, ...",
        period="Count this week, this season (the default), or all time",
        topic="Count one topic only",
    )
    @app_commands.choices(
        board=[app_commands.Choice(name=boards.NAMES[kind], value=kind.value) for kind in Kind],
        period=[
            app_commands.Choice(name="this week", value="week"),
            app_commands.Choice(name="this season", value="season"),
            app_commands.Choice(name="all time", value="all"),
        ],
    )
    async def leaderboard(
        self,
        interaction: discord.Interaction,
        board: str = "season",
        period: str = "season",
        topic: str = "",
    ) -> None:
        """Show who leads: by accuracy, effort, streaks, improvement, helping, or quiz rating."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        about = find_topic(topic, self._schedules.topics()) if topic else ""
        wanted = boards.wanted(board, period, about)
        # Who is still in the server is asked of Discord, which may take longer than three seconds.
        await interaction.response.defer()
        await self._show(interaction, guild_id, wanted, 1, interaction.user.id)

    @leaderboard.autocomplete("topic")
    async def _complete_topic(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete(current, self._schedules.topics())

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer()
        page, asker_id = int(match["page"]), int(match["asker"])
        await self._show(interaction, guild_id, boards.wanted_of(match), page, asker_id)

    async def _switch(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer()
        wanted = boards.wanted_of(match, boards.chosen_kind(interaction))
        await self._show(interaction, guild_id, wanted, 1, int(match["asker"]))

    async def _mine(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer(ephemeral=True, thinking=True)
        member_id = interaction.user.id
        place = await self._standings.place(guild_id, boards.wanted_of(match), member_id)
        view = boards.own_place(place, member_id)
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    async def _picture(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer(ephemeral=True, thinking=True)
        wanted, member_id = boards.wanted_of(match), interaction.user.id
        table = await self._standings.table(
            guild_id, wanted, int(match["page"]), viewer_id=member_id
        )
        drawn = await self._painter.board(guild_id, table, member_id)
        if drawn is None:
            raise UserError("The picture could not be drawn. The message above says the same.")
        await interaction.edit_original_response(
            view=boards.pictured(drawn), attachments=[drawn.file()]
        )

    async def _show(
        self,
        interaction: discord.Interaction,
        guild_id: int,
        wanted: Wanted,
        page: int,
        asker_id: int,
    ) -> None:
        table = await self._standings.table(guild_id, wanted, page, viewer_id=asker_id)
        view = boards.leaderboard(table, dict(self._schedules.topics()), asker_id)
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)
