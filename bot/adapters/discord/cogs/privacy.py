"""`/me visibility`, `/me export`, `/me erase`: what others see, a copy of it all, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import privacy_pages as pages
from bot.adapters.discord.common import server_of
from bot.adapters.discord.failures import report, say
from bot.adapters.discord.modals import submitted
from bot.adapters.discord.pressing import button

if TYPE_CHECKING:
    import re

    from bot.services.privacy import PrivacyService


class OwnData(commands.Cog):
    """Lets members decide about their own data: a part of `Me`.

    Args:
        privacy: the one service behind all of it.
    """

    def __init__(self, privacy: PrivacyService) -> None:
        self._privacy = privacy
        self.data_buttons = (button(pages.ERASE, self._ask_word),)

    @app_commands.command()
    @app_commands.describe(
        boards="Whether others see you on leaderboards and podiums",
        profile="Whether others may see your whole profile",
        pictures="How pictures drawn for you look",
    )
    @app_commands.choices(boards=pages.BOARDS, profile=pages.PROFILES, pictures=pages.PICTURES)
    async def visibility(
        self,
        interaction: discord.Interaction,
        boards: str | None = None,
        profile: str | None = None,
        pictures: str | None = None,
    ) -> None:
        """Show or choose what others see of you here."""
        guild_id = server_of(interaction, pages.BELONGS_TO_A_SERVER)
        after = await self._privacy.change(
            guild_id,
            interaction.user.id,
            hidden=None if boards is None else boards == "hidden",
            is_open=None if profile is None else profile == "open",
            pictures=pictures,
        )
        changed = any((boards, profile, pictures))
        view = pages.visibility(after, changed=changed)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command()
    async def export(self, interaction: discord.Interaction) -> None:
        """Get a copy of everything kept about you in this server."""
        guild_id, member_id = server_of(interaction, pages.BELONGS_TO_A_SERVER), interaction.user.id
        await interaction.response.defer(ephemeral=True, thinking=True)
        archives = await self._privacy.export(guild_id, member_id)
        if not archives:
            await say(interaction, pages.NOTHING_KEPT)
            return
        text = pages.exported(len(archives))
        for file in pages.export_files(archives, guild_id, member_id):
            await interaction.followup.send(text, file=file, ephemeral=True)
            text = ""

    @app_commands.command()
    async def erase(self, interaction: discord.Interaction) -> None:
        """Erase everything kept about you in this server, once you confirm it."""
        server_of(interaction, pages.BELONGS_TO_A_SERVER)
        await interaction.response.send_message(view=pages.ask_erase(), ephemeral=True)

    async def _ask_word(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await interaction.response.send_modal(pages.erase_form())

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take the form with the word, whenever it was opened."""
        form = submitted(interaction)
        if form is None or form[0] != pages.ERASE:
            return
        try:
            await self._erase(interaction, form[1].get(pages.FIELD, ""))
        except Exception as error:  # noqa: BLE001  the one handler takes all
            await report(interaction, error)

    async def _erase(self, interaction: discord.Interaction, typed: str) -> None:
        guild_id = server_of(interaction, pages.BELONGS_TO_A_SERVER)
        if not pages.is_confirmed(typed):
            await say(interaction, pages.not_confirmed(typed))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = await self._privacy.erase(guild_id, interaction.user.id)
        await say(interaction, pages.erased(done))
