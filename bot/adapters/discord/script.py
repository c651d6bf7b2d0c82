"""The words of one card, with formulas made readable and the others collected as pictures."""

from __future__ import annotations

import re

import discord

from bot.adapters.discord.layout import Piece
from bot.domain.formula import alt_text, render_text

_CODE_SPAN = re.compile(r"(`+[^`\n]+`+)")


class Script:
    """Prepares the texts of one card, from top to bottom."""

    def __init__(self) -> None:
        self._formulas: list[str] = []

    def __call__(self, text: str) -> Piece:
        """Return a text of the bank so that Discord shows it as it was written.

        Code spans stay code; nothing else is meant as Markdown, least of all `COUNT(*)` or `x_1`.
        """
        rendered = render_text(text)
        self._formulas += rendered.pictures
        parts = _CODE_SPAN.split(rendered.text)
        parts[::2] = (discord.utils.escape_markdown(part) for part in parts[::2])
        return Piece("".join(parts))

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas (LaTeX) that need a picture, in the order in which they are mentioned."""
        return tuple(self._formulas)

    @property
    def alts(self) -> list[str]:
        """What each picture says, for those who cannot see it."""
        return [alt_text(latex) for latex in self._formulas]


def code_block(source: str, language: str) -> Piece:
    """Return a listing that nothing inside can end early."""
    return Piece(source.strip("\n").replace("```", "`\u200b``"), f"```{language}\n", "\n```")
