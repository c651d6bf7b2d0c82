"""Asking one member privately: the accessible way to answer what a channel answers by reaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.discord.answering import ask_for
from bot.adapters.discord.attachments import pictures_of
from bot.adapters.discord.cards import open_card
from bot.domain.round import AnswerStyle

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import discord

    from bot.domain.round import Round
    from bot.services.answers import Receipt

    Ask = Callable[[discord.Interaction, Round, Receipt | None], Awaitable[None]]


def asker(titles: Mapping[str, str]) -> Ask:
    """Return what shows a round to one member, with the answer they hold.

    Args:
        titles: topic id -> title.
    """

    async def ask(interaction: discord.Interaction, round_: Round, held: Receipt | None) -> None:
        if not round_.options:
            await ask_for(interaction, round_, held)
            return
        private = replace(round_, style=AnswerStyle.BUTTONS, ping_role_id=None)
        note = f"Your answer so far: **{held.text}**." if held is not None and held.held else ""
        card = open_card(private, titles, turnout=None, note=note)
        await interaction.response.send_message(
            view=card.view, files=await pictures_of(card), ephemeral=True
        )

    return ask
