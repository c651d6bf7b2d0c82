"""`/stats` and `/why`: how a member does, and where the points come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import boards
from bot.adapters.discord.cogs.leaderboard import BELONGS_TO_A_SERVER, MENTION_NOBODY
from bot.adapters.discord.common import server_of
from bot.adapters.discord.pressing import button
from bot.errors import UserError

if TYPE_CHECKING:
    import re

    from bot.services.schedules import ScheduleService
    from bot.services.standings import StandingsService


class Member(commands.Cog):
    """Shows members their own results.

    Args:
        standings: the boards and the ledger.
        schedules: knows the topics.
    """

    def __init__(self, standings: StandingsService, schedules: ScheduleService) -> None:
        self._standings = standings
        self._schedules = schedules
        self.buttons = (button(boards.WHY_BUTTON, self._turn),)

    @app_commands.command()
    @app_commands.describe(member="Whose statistics; yours when left out")
    async def stats(
        self, interaction: discord.Interaction, member: discord.User | None = None
    ) -> None:
        """Show points, accuracy by topic, streak and place in the season."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        who = member or interaction.user
        if who.bot:
            raise UserError("Bots do not answer questions, so there are no statistics for them.")
        found = await self._standings.stats(guild_id, who.id)
        await interaction.response.send_message(
            view=boards.stats(found, dict(self._schedules.topics())),
            ephemeral=True,
            allowed_mentions=MENTION_NOBODY,
        )

    @app_commands.command()
    @app_commands.describe(page="Which page; the first has the latest points")
    async def why(
        self, interaction: discord.Interaction, page: app_commands.Range[int, 1] = 1
    ) -> None:
        """Show where each of your points comes from."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._standings.why(guild_id, interaction.user.id, page)
        await interaction.response.send_message(view=boards.why(found, guild_id), ephemeral=True)

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._standings.why(guild_id, interaction.user.id, int(match["page"]))
        await interaction.response.edit_message(view=boards.why(found, guild_id))
