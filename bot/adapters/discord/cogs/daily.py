"""`/daily`: the open questions, a private way to answer them, and what was asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import ledger_pages
from bot.adapters.discord.common import bare, complete, server_of, shorten
from bot.adapters.discord.daily_pages import SHOWN, nothing_open, open_questions
from bot.adapters.discord.pressing import button
from bot.errors import NotFound, UserError

if TYPE_CHECKING:
    import re

    from bot.adapters.discord.asking import Ask
    from bot.domain.round import Round
    from bot.services.answers import AnswerService, Receipt
    from bot.services.history import HistoryService
    from bot.services.schedules import ScheduleService

BELONGS_TO_A_SERVER = (
    "Questions belong to a server. Run this command in a server that practises with Viva."
)


class Daily(
    commands.GroupCog,
    group_name="daily",
    group_description="The open questions, your answers, and what was asked before",
):
    """Shows members what is open and lets them answer privately.

    Args:
        history: what is open and what was.
        answers: what the member holds.
        schedules: knows the topics.
        ask: shows the private way to answer a round.
    """

    def __init__(
        self,
        history: HistoryService,
        answers: AnswerService,
        schedules: ScheduleService,
        ask: Ask,
    ) -> None:
        self._history = history
        self._answers = answers
        self._schedules = schedules
        self._ask = ask
        self.buttons = (button(ledger_pages.HISTORY_BUTTON, self._turn),)

    @app_commands.command()
    async def view(self, interaction: discord.Interaction) -> None:
        """Show the open questions, your answers, and when the next one comes."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        rounds = _readable(interaction, await self._history.current(guild_id))
        held = {r.id: await self._held(r, interaction) for r in rounds[:SHOWN]}
        view = open_questions(
            rounds, held, await self._history.next_at(guild_id), dict(self._schedules.topics())
        )
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command()
    @app_commands.describe(question="Which one; the newest you have not answered when left out")
    async def answer(self, interaction: discord.Interaction, question: str | None = None) -> None:
        """Answer an open question privately, also where reactions are the usual way."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        rounds = _readable(interaction, await self._history.current(guild_id))
        if not rounds:
            raise NotFound(nothing_open(await self._history.next_at(guild_id)))
        if question is not None:
            round_ = _named(rounds, question)
            await self._ask(interaction, round_, await self._held(round_, interaction))
            return
        for round_ in rounds:
            if await self._held(round_, interaction) is None:
                await self._ask(interaction, round_, None)
                return
        await self._ask(interaction, rounds[0], await self._held(rounds[0], interaction))

    @app_commands.command()
    @app_commands.describe(page="Which page; the first has the latest questions")
    async def history(
        self, interaction: discord.Interaction, page: app_commands.Range[int, 1, 100_000] = 1
    ) -> None:
        """Show past questions with your answers and points."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._history.history(guild_id, interaction.user.id, page)
        await interaction.response.send_message(
            view=ledger_pages.history(found, guild_id), ephemeral=True
        )

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._history.history(guild_id, interaction.user.id, int(match["page"]))
        await interaction.response.edit_message(view=ledger_pages.history(found, guild_id))

    @answer.autocomplete("question")
    async def _complete_question(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        rounds = _readable(interaction, await self._history.current(interaction.guild_id))
        titles = dict(self._schedules.topics())
        named = [
            (str(r.id), f"{titles.get(r.question.topic, '')}: {bare(r.question.stem)}")
            for r in rounds
        ]
        return complete(current, named)

    async def _held(self, round_: Round, interaction: discord.Interaction) -> Receipt | None:
        return await self._answers.held(round_.id, interaction.user.id)


def _readable(interaction: discord.Interaction, rounds: list[Round]) -> list[Round]:
    """Return the rounds in channels that the member can see."""
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        return rounds
    channels = {r.channel_id: guild.get_channel(r.channel_id) for r in rounds}
    return [
        round_
        for round_ in rounds
        if (channel := channels[round_.channel_id]) is not None
        and channel.permissions_for(member).view_channel
    ]


def _named(rounds: list[Round], text: str) -> Round:
    for round_ in rounds:
        if text.strip() in {str(round_.id), round_.question.id}:
            return round_
    raise UserError(
        f"No open question is called “{shorten(text, 60)}”. Choose one from the suggestions."
    )
