"""The pictures that go with a card: its formulas, drawn, each with its text as alt text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord

from bot.adapters.discord.layout import GALLERY_LIMIT, picture_name
from bot.adapters.formulas import formula_png
from bot.domain.formula import alt_text

if TYPE_CHECKING:
    from bot.adapters.discord.cards import Card


async def pictures_of(card: Card) -> list[discord.File]:
    """Return the files that a card's gallery shows, in order; a message holds ten."""
    files = []
    for number, latex in enumerate(card.formulas[:GALLERY_LIMIT], start=1):
        picture = io.BytesIO(await formula_png(latex))
        files.append(discord.File(picture, picture_name(number), description=alt_text(latex)))
    return files
