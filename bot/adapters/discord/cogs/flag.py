"""`/flag`: a member reports what is wrong with a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import flag_pages as pages
from bot.adapters.discord.common import bare, complete, server_of
from bot.adapters.discord.failures import report, say
from bot.adapters.discord.flagging import FLAG_BUTTON, flag_modal, submitted
from bot.adapters.discord.pressing import Patience, button
from bot.adapters.discord.sight import NOT_SEEN, require_sight, visible_channels
from bot.domain.flags import LONGEST_TEXT, FlagKind, kind_of
from bot.errors import NotFound

if TYPE_CHECKING:
    import re

    from bot.domain.round import Round
    from bot.services.flags import FlagService

BELONGS_TO_A_SERVER = (
    "Questions belong to a server. Run this command in a server that practises with Viva."
)
Named = app_commands.Range[str, 1, 64]
"""A question's id, or a round's. Ids of the bank have at most 64 characters."""
Reason = app_commands.Range[str, 1, LONGEST_TEXT]


class Flag(commands.Cog):
    """Takes reports by command, by button and by form.

    Args:
        flags: the one service behind all of it.
    """

    def __init__(self, flags: FlagService) -> None:
        self._flags = flags
        self.buttons = (button(FLAG_BUTTON, self._press),)

    @app_commands.command()
    @app_commands.describe(
        question="Which question; the latest when left out",
        reason="What is wrong; a form asks for it when left out",
        withdraw="Take your report back instead",
    )
    async def flag(
        self,
        interaction: discord.Interaction,
        question: Named | None = None,
        reason: Reason | None = None,
        *,
        withdraw: bool = False,
    ) -> None:
        """Report a problem with a question, such as a wrong key."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        if withdraw:
            named = await self._named(interaction, guild_id, question) if question else None
            taken = await self._flags.withdraw(guild_id, interaction.user.id, named)
            await say(interaction, pages.withdrawn(taken))
            return
        round_ = await self._named(interaction, guild_id, question)
        if reason is None:
            await interaction.response.send_modal(flag_modal(round_))
        else:
            await self._keep(interaction, round_, *kind_of(reason))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take a form that was handed in, whenever it was opened."""
        form = submitted(interaction)
        if form is None:
            return
        round_id, kind, text = form
        try:
            guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
            round_ = await self._visible(interaction, guild_id, round_id)
            await self._keep(interaction, round_, kind, text)
        except Exception as error:  # noqa: BLE001  the one handler takes all, and keeps the text
            await report(interaction, error, kept=text)

    async def _press(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        round_ = await self._visible(interaction, guild_id, int(match["round"]))
        await interaction.response.send_modal(flag_modal(round_))

    async def _keep(
        self, interaction: discord.Interaction, round_: Round, kind: FlagKind, text: str
    ) -> None:
        async with Patience(interaction):
            put = await self._flags.flag(round_, interaction.user.id, kind, text)
        await say(interaction, pages.flagged(put))

    async def _named(
        self, interaction: discord.Interaction, guild_id: int, question: str | None
    ) -> Round:
        """Return the round that was named by its id or its question's; without one the latest."""
        wanted = (question or "").strip()
        if wanted.isdecimal():
            return await self._visible(interaction, guild_id, int(wanted))
        for round_ in await self._flags.recent(guild_id, visible_channels(interaction)):
            if not wanted or round_.question.id == wanted:
                return round_
        raise NotFound(NOT_SEEN if wanted else "No question was asked yet where you can see it.")

    async def _visible(
        self, interaction: discord.Interaction, guild_id: int, round_id: int
    ) -> Round:
        round_ = await self._flags.find(guild_id, round_id)
        require_sight(interaction, round_.channel_id)
        return round_

    @flag.autocomplete("question")
    async def _complete_question(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        shown = visible_channels(interaction)
        return complete(current, choices(await self._flags.recent(interaction.guild_id, shown)))

    @flag.autocomplete("reason")
    async def _complete_reason(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete(current, [(kind.words, kind.words) for kind in FlagKind])


def choices(rounds: list[Round]) -> list[tuple[str, str]]:
    """Return rounds to choose from, as (id, label)."""
    return [(str(r.id), f"{r.day:%d %b}: {bare(r.question.stem)}") for r in rounds]
