"""`/bank`: what the bank covers, its questions, and reading it anew."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import bank_pages as pages
from bot.adapters.discord.admins import managed_server_of
from bot.adapters.discord.attachments import pictures_of
from bot.adapters.discord.common import bare, complete
from bot.adapters.discord.pressing import button
from bot.errors import BankError, NotAllowed

if TYPE_CHECKING:
    import re

    from bot.adapters.discord.cogs.suggest import Suggest
    from bot.services.catalogue import CatalogueService
    from bot.services.library import Library

log = logging.getLogger(__name__)

OPERATOR_ONLY = (
    "All servers share the bank, so only whoever runs this bot can reload it: the owner of its "
    "application, or a member of the team."
)
Text = app_commands.Range[str, 2, pages.LONGEST_SEARCH]


@app_commands.default_permissions(manage_guild=True)
class Bank(
    commands.GroupCog,
    group_name="bank",
    group_description="Look into the question bank",
):
    """Shows admins what there is to be asked.

    Args:
        catalogue: looks things up.
        library: knows the topics.
        suggest: shows the suggestions that wait, and the form to change what was accepted.
    """

    def __init__(self, catalogue: CatalogueService, library: Library, suggest: Suggest) -> None:
        self._catalogue = catalogue
        self._library = library
        self._suggest = suggest
        self.buttons = (button(pages.SEARCH_BUTTON, self._turn),)

    @app_commands.command()
    async def coverage(self, interaction: discord.Interaction) -> None:
        """Show how many questions each topic has, and how many of them were asked here."""
        found = await self._catalogue.coverage(managed_server_of(interaction))
        await interaction.response.send_message(view=pages.coverage(found), ephemeral=True)

    @app_commands.command()
    @app_commands.describe(question="Its id, as under every card; or words of it to choose from")
    async def show(self, interaction: discord.Interaction, question: str) -> None:
        """Show a question, when it was asked here, and how it went."""
        guild_id = managed_server_of(interaction)
        found = await self._catalogue.show(guild_id, question)
        card = pages.entry(found, guild_id, self._library.titles)
        await interaction.response.send_message(
            view=card.view, files=await pictures_of(card), ephemeral=True
        )

    @app_commands.command()
    @app_commands.describe(text="Words of the question, its topic, type, level or tags")
    async def search(self, interaction: discord.Interaction, text: Text) -> None:
        """Find questions by words, topic, type, level or tag."""
        guild_id = managed_server_of(interaction)
        view = self._hits(guild_id, text, 1)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command()
    async def reload(self, interaction: discord.Interaction) -> None:
        """Read the bank's files anew; on any fault the old questions stay."""
        managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        bot = interaction.client
        if not isinstance(bot, commands.AutoShardedBot) or not await bot.is_owner(interaction.user):
            raise NotAllowed(OPERATOR_ONLY)
        try:
            change = await self._catalogue.reload()
        except BankError as error:
            log.warning("the bank was not reloaded: %s faults", len(error.faults))
            await interaction.edit_original_response(view=pages.refused(error.faults))
            return
        log.info("the bank was reloaded: %s questions", change.total)
        await interaction.edit_original_response(view=pages.reloaded(change))

    @app_commands.command()
    async def review(self, interaction: discord.Interaction) -> None:
        """Decide about the questions that members suggested."""
        await self._suggest.review(interaction)

    @app_commands.command()
    @app_commands.describe(question="One of this server's own, such as own-1")
    async def edit(self, interaction: discord.Interaction, question: str) -> None:
        """Change one of this server's own questions; a changed key re-scores what was asked."""
        await self._suggest.change(interaction, question)

    @edit.autocomplete("question")
    async def _complete_own(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            return []
        own = self._library.edition(interaction.guild_id).own.values()
        return complete(current, [(q.id, f"{q.id}: {bare(q.stem)}") for q in own])

    @show.autocomplete("question")
    async def _complete_question(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            return []
        found = self._catalogue.questions(interaction.guild_id)
        return complete(current, [(q.id, f"{q.id}: {bare(q.stem)}") for q in found])

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = managed_server_of(interaction)
        view = self._hits(guild_id, match["text"], int(match["page"]))
        await interaction.response.edit_message(view=view)

    def _hits(self, guild_id: int, text: str, page: int) -> discord.ui.LayoutView:
        found = self._catalogue.search(guild_id, text, page)
        return pages.hits(found, text, self._library.titles)
