"""`/me`: what a member decides about their own days, and about their data; see `OwnData`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import me_pages as pages
from bot.adapters.discord.admins import complete_zone
from bot.adapters.discord.cogs.privacy import OwnData
from bot.adapters.discord.common import server_of
from bot.adapters.discord.pressing import button

if TYPE_CHECKING:
    import re

    from bot.services.own_time import OwnTimeService
    from bot.services.privacy import PrivacyService

BELONGS_TO_A_SERVER = (
    "Your days are counted in a server. Run this command in a server that practises with Viva."
)


class Me(
    OwnData,
    commands.GroupCog,
    group_name="me",
    group_description="Your time zone, your days off, and your data",
):
    """Lets members say where they are and when they are away.

    Args:
        own_time: their zones and days off.
        privacy: their data.
    """

    def __init__(self, own_time: OwnTimeService, privacy: PrivacyService) -> None:
        super().__init__(privacy)
        self._own_time = own_time
        self.buttons = (
            button(pages.ZONE_BUTTON, self._follow),
            button(pages.BACK_BUTTON, self._back),
            *self.data_buttons,
        )

    @app_commands.command()
    @app_commands.describe(zone="Your city, such as Europe/London; left out: what holds now")
    @app_commands.autocomplete(zone=complete_zone)
    async def timezone(self, interaction: discord.Interaction, zone: str | None = None) -> None:
        """Set the time zone your streak's days follow, or show it."""
        who = server_of(interaction, BELONGS_TO_A_SERVER), interaction.user.id
        found = await (
            self._own_time.zone(*who) if zone is None else self._own_time.set_zone(*who, zone)
        )
        await interaction.response.send_message(view=pages.zone(found), ephemeral=True)

    @app_commands.command()
    @app_commands.describe(days="How many, from today on; left out: how it stands")
    async def vacation(
        self,
        interaction: discord.Interaction,
        days: app_commands.Range[int, 1, pages.LONGEST] | None = None,
    ) -> None:
        """Take days off that your streak waits for, or show them."""
        who = server_of(interaction, BELONGS_TO_A_SERVER), interaction.user.id
        found = await (
            self._own_time.away(*who) if days is None else self._own_time.take_off(*who, days)
        )
        await interaction.response.send_message(view=pages.away(found), ephemeral=True)

    async def _follow(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._own_time.follow_server(guild_id, interaction.user.id)
        await interaction.response.edit_message(view=pages.zone(found))

    async def _back(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._own_time.back(guild_id, interaction.user.id)
        await interaction.response.edit_message(view=pages.away(found, "Welcome back! "))
