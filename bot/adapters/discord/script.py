"""The words of one card, with formulas made readable and the others collected as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.adapters.discord.layout import Piece
from bot.domain.formula import Part, alt_text, segments, to_unicode

if TYPE_CHECKING:
    from bot.domain.formula import Segment


class Script:
    """Prepares the texts of one card, from top to bottom."""

    def __init__(self) -> None:
        self._formulas: list[str] = []

    def __call__(self, text: str) -> Piece:
        """Return a text of the bank so that Discord shows it as it was written.

        Formulas become Unicode or references to pictures, and code stays code. Nothing else is
        meant as Markdown, least of all `COUNT(*)` or `x_1`.
        """
        return Piece("".join(self._shown(segment) for segment in segments(text)))

    def _shown(self, segment: Segment) -> str:
        if segment.part is Part.CODE:
            return segment.text
        if segment.part is Part.PROSE:
            return discord.utils.escape_markdown(segment.text.replace(r"\$", "$"))
        line = to_unicode(segment.text)
        if line is not None:
            return discord.utils.escape_markdown(line)
        if segment.text not in self._formulas:
            self._formulas.append(segment.text)
        return f"[formula {self._formulas.index(segment.text) + 1}]"

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
