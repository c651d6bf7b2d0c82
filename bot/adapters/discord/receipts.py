"""What a member is told, privately, after an answer was committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.discord.common import plain, when
from bot.domain.question import QuestionType
from bot.domain.round import LETTERS

if TYPE_CHECKING:
    from bot.services.answers import Receipt

REPEATED = 300
"""Characters of an open answer that its receipt repeats."""


def choice(receipt: Receipt) -> str:
    """Return the receipt for a press on an option."""
    letters = ", ".join(LETTERS[position] for position in receipt.held)
    until = when(receipt.round.closes_at, "R")
    if receipt.round.quiz_id is not None:
        return f"Your answer: **{letters}**."
    if not letters:
        return f"You hold no answer now. You can choose one until the close, {until}."
    if receipt.round.question.type is QuestionType.MULTIPLE:
        return (
            f"Your answers: **{letters}**. Press another letter to add it, or the same one to "
            f"take it back, until the close, {until}."
        )
    return f"Your answer: **{letters}**. You can change it until the close, {until}."


def order(receipt: Receipt) -> str:
    """Return the receipt for options put in order."""
    until = when(receipt.round.closes_at, "R")
    if receipt.round.quiz_id is not None:
        return f"Your answer: **{receipt.text}**."
    return f"Your answer: **{receipt.text}**. You can change it until the close, {until}."


def typed(receipt: Receipt) -> str:
    """Return the receipt for a typed or an open answer; it repeats what was understood."""
    until = f"You can change it until the close, {when(receipt.round.closes_at, 'R')}."
    if receipt.round.quiz_id is not None:
        until = ""
    if receipt.round.question.type is QuestionType.OPEN:
        text = receipt.text if len(receipt.text) <= REPEATED else f"{receipt.text[:REPEATED]}…"
        quote = "\n".join(f"> {line}" for line in plain(text).splitlines())
        return f"Handed in; nobody else sees it.\n{quote}\n{until}"
    if "\n" in receipt.text:
        safe = receipt.text.replace("```", "`\u200b``")
        return f"Your answer, as I understood it:\n```\n{safe}\n```\n{until}"
    return f"Your answer, as I understood it: **{plain(receipt.text)}**. {until}".rstrip()
