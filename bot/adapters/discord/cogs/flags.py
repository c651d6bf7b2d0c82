"""`/flags`: admins decide what becomes of reported questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import flag_pages as pages
from bot.adapters.discord.admins import managed_server_of
from bot.adapters.discord.cogs.flag import Named, choices
from bot.adapters.discord.common import bare, complete
from bot.adapters.discord.failures import say
from bot.adapters.discord.pressing import button
from bot.adapters.discord.sight import visible_channels
from bot.domain.round import RoundState
from bot.errors import NotFound, UserError

if TYPE_CHECKING:
    import re

    from bot.services.flags import FlagService
    from bot.services.revisions import RevisionService
    from bot.services.verdicts import VerdictService

WHICH = "Which question"


@app_commands.default_permissions(manage_guild=True)
class Flags(
    commands.GroupCog,
    group_name="flags",
    group_description="Decide what becomes of questions that members reported",
):
    """Lets admins keep, retire and withdraw questions.

    Args:
        flags: knows what was asked lately.
        verdicts: takes the decisions.
        revisions: withdraws rounds.
    """

    def __init__(
        self, flags: FlagService, verdicts: VerdictService, revisions: RevisionService
    ) -> None:
        self._flags = flags
        self._verdicts = verdicts
        self._revisions = revisions
        self.buttons = (
            button(pages.LIST_BUTTON, self._turn),
            button(pages.VOID_BUTTON, self._void),
            button(pages.KEEP_BUTTON, self._keep),
        )

    @app_commands.command(name="list")
    @app_commands.describe(page="Which page; the first has what is suspended")
    async def show_all(
        self, interaction: discord.Interaction, page: app_commands.Range[int, 1, 1000] = 1
    ) -> None:
        """List what members reported, and what is not asked here."""
        guild_id = managed_server_of(interaction)
        view = pages.listing(await self._verdicts.cases(guild_id, page), guild_id)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command()
    @app_commands.describe(question=WHICH)
    async def dismiss(self, interaction: discord.Interaction, question: Named) -> None:
        """Keep asking a reported question; its reports are settled."""
        guild_id, id_ = managed_server_of(interaction), question.strip()
        settled = await self._verdicts.dismiss(guild_id, id_, interaction.user.id)
        await say(interaction, pages.decided("{} is asked as it is.", id_, settled))

    @app_commands.command()
    @app_commands.describe(question=WHICH)
    async def retire(self, interaction: discord.Interaction, question: Named) -> None:
        """Never ask a question here again."""
        guild_id, id_ = managed_server_of(interaction), question.strip()
        settled = await self._verdicts.retire(guild_id, id_, interaction.user.id)
        what = "{} is not asked here any more. `/flags reinstate` takes that back."
        await say(interaction, pages.decided(what, id_, settled))

    @app_commands.command()
    @app_commands.describe(question=WHICH)
    async def reinstate(self, interaction: discord.Interaction, question: Named) -> None:
        """Ask a suspended or retired question again."""
        guild_id, id_ = managed_server_of(interaction), question.strip()
        settled = await self._verdicts.reinstate(guild_id, id_, interaction.user.id)
        await say(interaction, pages.decided("{} may be asked here again.", id_, settled))

    @app_commands.command()
    @app_commands.describe(question="Which time it was asked")
    async def void(self, interaction: discord.Interaction, question: Named) -> None:
        """Take back all points of a revealed question, and say so in its channel."""
        guild_id = managed_server_of(interaction)
        if not question.strip().isdecimal():
            raise NotFound("Choose one of the suggestions: the same question may be asked often.")
        round_ = await self._flags.find(guild_id, int(question))
        if round_.state is not RoundState.REVEALED:
            raise UserError("Only a question whose answer was revealed can be withdrawn.")
        await interaction.response.send_message(view=pages.ask_void(round_), ephemeral=True)

    async def _void(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = managed_server_of(interaction)
        await interaction.response.defer()
        round_ = await self._revisions.void(guild_id, int(match["round"]), interaction.user.id)
        await interaction.edit_original_response(view=pages.voided(round_))

    async def _keep(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await interaction.response.edit_message(view=pages.kept())

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = managed_server_of(interaction)
        cases = await self._verdicts.cases(guild_id, int(match["page"]))
        await interaction.response.edit_message(view=pages.listing(cases, guild_id))

    @dismiss.autocomplete("question")
    @retire.autocomplete("question")
    @reinstate.autocomplete("question")
    async def _complete_case(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            return []
        names = await self._verdicts.names(interaction.guild_id)
        return complete(current, [(id_, f"{id_}: {bare(stem)}") for id_, stem in names])

    @void.autocomplete("question")
    async def _complete_round(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            return []
        recent = await self._flags.recent(interaction.guild_id, visible_channels(interaction))
        over = [round_ for round_ in recent if round_.state is RoundState.REVEALED]
        return complete(current, choices(over))
