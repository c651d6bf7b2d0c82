"""`/suggest` and `/suggestions`: members propose questions; admins decide with `/bank review`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import suggestion_pages as pages
from bot.adapters.discord.admins import managed_server_of
from bot.adapters.discord.attachments import pictures_of
from bot.adapters.discord.common import complete, find_topic, server_of
from bot.adapters.discord.failures import report
from bot.adapters.discord.modals import submitted
from bot.adapters.discord.pressing import button
from bot.adapters.discord.schedule_options import DIFFICULTIES
from bot.store.suggestions import SuggestionState

if TYPE_CHECKING:
    from bot.services.library import Library
    from bot.services.suggestions import SuggestionService

BELONGS_TO_A_SERVER = (
    "Questions are suggested to a server. Run this command in the server that should ask it."
)
MENTION_NOBODY = discord.AllowedMentions.none()


class Suggest(commands.Cog):
    """Takes suggestions, and what admins decide about them.

    Args:
        suggestions: the queue.
        library: knows the topics.
    """

    def __init__(self, suggestions: SuggestionService, library: Library) -> None:
        self._suggestions = suggestions
        self._library = library
        self.buttons = (
            button(pages.BACK_BUTTON, self._take_back),
            button(pages.REVIEW_BUTTON, self._decide),
        )
        self._modals = (
            (re.compile(pages.SUGGEST_MODAL), self._suggested),
            (re.compile(pages.EDIT_MODAL), self._edited),
            (re.compile(pages.REJECT_MODAL), self._rejected),
        )

    # ------------------------------------------------------------------ members

    @app_commands.command()
    @app_commands.describe(topic="What it is about", difficulty="How hard it is; else medium")
    @app_commands.choices(difficulty=DIFFICULTIES)
    async def suggest(
        self, interaction: discord.Interaction, topic: str, difficulty: int = 3
    ) -> None:
        """Suggest a question for this server; a form opens, and the admins decide."""
        server_of(interaction, BELONGS_TO_A_SERVER)
        wanted = find_topic(topic, list(self._library.titles.items()))
        await interaction.response.send_modal(pages.form(wanted, difficulty))

    @app_commands.command()
    async def suggestions(self, interaction: discord.Interaction) -> None:
        """Show the questions you suggested here and what became of them."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._suggestions.mine(guild_id, interaction.user.id)
        await interaction.response.send_message(view=pages.mine(found), ephemeral=True)

    @suggest.autocomplete("topic")
    async def _complete_topic(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete(current, list(self._library.titles.items()))

    async def _take_back(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        gone = await self._suggestions.withdraw(guild_id, int(match["id"]), interaction.user.id)
        await interaction.response.edit_message(view=pages.taken_back(gone))

    # ------------------------------------------------------------------ admins

    async def review(self, interaction: discord.Interaction) -> None:
        """Show the first suggestion that waits."""
        guild_id = managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        await self._show_next(interaction, guild_id)

    async def change(self, interaction: discord.Interaction, question_id: str) -> None:
        """Open the form in which one of the server's own questions is changed."""
        guild_id = managed_server_of(interaction)
        found = await self._suggestions.own(guild_id, question_id, interaction.user.id)
        await interaction.response.send_modal(pages.edit_form(found))

    async def _decide(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id, id_ = managed_server_of(interaction), int(match["id"])
        match match["what"]:
            case "accept":
                question = await self._suggestions.accept(guild_id, id_, interaction.user.id)
                await self._go_on(interaction, guild_id, id_, f"Accepted as `{question.id}`.")
            case "edit":
                found = await self._suggestions.get(guild_id, id_, interaction.user.id)
                await interaction.response.send_modal(pages.edit_form(found))
            case "reject":
                await interaction.response.send_modal(pages.reject_form(id_))
            case _:
                await self._go_on(interaction, guild_id, id_)

    async def _go_on(
        self, interaction: discord.Interaction, guild_id: int, after: int, done: str = ""
    ) -> None:
        """Show the next suggestion in place of the one before."""
        if not interaction.response.is_done():
            await interaction.response.defer()
        await self._show_next(interaction, guild_id, after, done)

    async def _show_next(
        self, interaction: discord.Interaction, guild_id: int, after: int = 0, done: str = ""
    ) -> None:
        """Show a suggestion as the answer to what was deferred, since pictures take their time."""
        found = await self._suggestions.review(guild_id, interaction.user.id, after)
        card = pages.review(found, self._library.titles, done)
        await interaction.edit_original_response(
            view=card.view,
            attachments=await pictures_of(card),
            allowed_mentions=MENTION_NOBODY,
        )

    # ------------------------------------------------------------------ forms

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take a submitted form; one that cannot be taken is handed back."""
        form = submitted(interaction)
        if form is None:
            return
        custom_id, texts = form
        for pattern, take in self._modals:
            match = pattern.fullmatch(custom_id)
            if match is None:
                continue
            try:
                await take(interaction, match, texts)
            except Exception as error:  # noqa: BLE001  the one handler takes all, and keeps the text
                await report(interaction, error, kept=pages.typed(texts))

    async def _suggested(
        self, interaction: discord.Interaction, match: re.Match[str], texts: dict[str, str]
    ) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        proposal = pages.proposal_of(match["topic"], int(match["difficulty"]), texts)
        await interaction.response.defer(ephemeral=True, thinking=True)
        suggestion = await self._suggestions.suggest(
            guild_id, interaction.channel_id or 0, interaction.user.id, proposal
        )
        await interaction.followup.send(view=pages.thanks(suggestion), ephemeral=True)

    async def _edited(
        self, interaction: discord.Interaction, match: re.Match[str], texts: dict[str, str]
    ) -> None:
        guild_id, id_ = managed_server_of(interaction), int(match["id"])
        before = (await self._suggestions.get(guild_id, id_, interaction.user.id)).proposal
        proposal = pages.proposal_of(before.topic, before.difficulty, texts)
        edited = await self._suggestions.edit(
            guild_id, id_, interaction.user.id, proposal, match["stamp"]
        )
        if edited.state is SuggestionState.WAITING:
            await self._go_on(interaction, guild_id, id_ - 1, "Changed.")
        else:
            await interaction.response.send_message(view=pages.changed(edited), ephemeral=True)

    async def _rejected(
        self, interaction: discord.Interaction, match: re.Match[str], texts: dict[str, str]
    ) -> None:
        guild_id, id_ = managed_server_of(interaction), int(match["id"])
        reason = texts.get("reason", "")
        await self._suggestions.reject(guild_id, id_, interaction.user.id, reason)
        await self._go_on(interaction, guild_id, id_, "Turned down; the author is told.")
