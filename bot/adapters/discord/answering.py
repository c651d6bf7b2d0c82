"""Answering by button (`viva:a:<round>:<position>`, `viva:w:<round>`) and modal (`viva:t:<round>`).

Buttons and modals carry the round in their custom id, so they work after any number of restarts
and cost no memory per card; `arranging` has those that put options in order. A submitted modal is
read from the interaction itself: discord.py knows only modals it sent since it started, and keeps
one per custom id for all members.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord
from discord import ui
from discord.ext import commands

from bot.adapters.discord import arranging, receipts
from bot.adapters.discord.common import shorten
from bot.adapters.discord.failures import report, say
from bot.adapters.discord.pressing import AnyItem, Patience, button, open_round
from bot.domain.grading import LONGEST_OPEN, LONGEST_OUTPUT, LONGEST_SHORT
from bot.domain.quantity import LONGEST_QUANTITY
from bot.domain.question import QuestionType
from bot.errors import Unreadable
from bot.store.answers import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.round import Round
    from bot.services.answers import AnswerService, Receipt

LIMITS = {
    QuestionType.NUMERIC: LONGEST_QUANTITY,
    QuestionType.SHORT: LONGEST_SHORT,
    QuestionType.CODE_OUTPUT: LONGEST_OUTPUT,
    QuestionType.OPEN: LONGEST_OPEN,
}
"""Characters that a modal takes, so that nothing is typed in vain."""
INPUT_ID = "answer"
LABEL_LIMIT = 45

_SUBMITTED = re.compile(r"viva:t:(\d+)")


def answer_items(answers: AnswerService) -> tuple[type[ui.DynamicItem[AnyItem]], ...]:
    """Return the buttons of all cards, past and future, to be registered once.

    Args:
        answers: where presses go.
    """

    async def choose(interaction: discord.Interaction, match: re.Match[str]) -> None:
        member, position = interaction.user.id, int(match["position"])
        async with Patience(interaction):
            receipt = await answers.choose(
                int(match["round"]),
                member,
                position,
                source=Source.BUTTON,
                at=interaction.created_at,
            )
        await say(interaction, receipts.choice(receipt))

    async def pick(interaction: discord.Interaction, match: re.Match[str]) -> None:
        places = chosen_places(interaction)
        async with Patience(interaction):
            receipt = await answers.pick(
                int(match["round"]), interaction.user.id, places, at=interaction.created_at
            )
        await say(interaction, receipts.choice(receipt))

    async def write(interaction: discord.Interaction, match: re.Match[str]) -> None:
        round_ = open_round(answers, int(match["round"]))
        await ask_for(interaction, round_, await answers.held(round_.id, interaction.user.id))

    return (
        button(r"viva:a:(?P<round>\d+):(?P<position>\d)", choose),
        button(r"viva:m:(?P<round>\d+)", pick),
        button(r"viva:w:(?P<round>\d+)", write),
        *arranging.order_items(answers),
    )


def chosen_places(interaction: discord.Interaction) -> list[int]:
    """Return what was chosen in a menu of display positions.

    Raises:
        Unreadable: it is no such choice.
    """
    data: Any = interaction.data or {}
    values = data.get("values", ())
    if not all(isinstance(value, str) and value.isdecimal() for value in values):
        raise Unreadable("That choice does not fit. Choose again.")
    return [int(value) for value in values]


async def ask_for(interaction: discord.Interaction, round_: Round, held: Receipt | None) -> None:
    """Ask a member for an answer that is not one of the options, showing what they hold.

    Args:
        interaction: the press or the command that asked to be asked.
        round_: the open round; its question is typed, open, or asks for an order.
        held: what the member has answered so far.
    """
    if round_.question.type is QuestionType.ORDER:
        await arranging.ask(interaction, round_, held)
        return
    await interaction.response.send_modal(answer_modal(round_, held.text if held else ""))


def answer_modal(round_: Round, held: str = "") -> ui.Modal:
    """Return the modal in which a typed or an open answer is written.

    Args:
        round_: the open round.
        held: what the member has answered so far.
    """
    question = round_.question
    long = question.type in {QuestionType.OPEN, QuestionType.CODE_OUTPUT}
    limit = LIMITS[question.type]
    unit = question.numeric.quantity.unit if question.numeric else ""
    text: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=INPUT_ID,
        style=discord.TextStyle.long if long else discord.TextStyle.short,
        max_length=limit,
        default=held[:limit] or None,
    )
    modal = ui.Modal(title="Your answer", custom_id=f"viva:t:{round_.id}", timeout=None)
    label = shorten(f"Your answer in {unit}" if unit else "Your answer", LABEL_LIMIT)
    modal.add_item(ui.Label(text=label, description=_advice(round_), component=text))
    modal.stop()  # the library keeps nothing of it; see the top of this module
    return modal


def _advice(round_: Round) -> str | None:
    match round_.question.type:
        case QuestionType.NUMERIC:
            return "A number such as 1,024, 1.5e3, 3/4 or 12%; other units are converted."
        case QuestionType.CODE_OUTPUT:
            return "What the code prints, line by line."
        case QuestionType.OPEN:
            return "Nobody else sees it. A new answer replaces the one before."
        case _:
            return None


class Submissions(commands.Cog):
    """Takes the modals that members submit, whenever they were opened."""

    def __init__(self, answers: AnswerService) -> None:
        self._answers = answers

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Commit a submitted answer, then confirm it; a refused text is handed back."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Any = interaction.data or {}
        match = _SUBMITTED.fullmatch(str(data.get("custom_id", "")))
        if match is None:
            return
        text = next(_values(data.get("components", ())), "")
        try:
            async with Patience(interaction):
                receipt = await self._answers.submit(
                    int(match[1]), interaction.user.id, text, at=interaction.created_at
                )
        except Exception as error:  # noqa: BLE001  the one handler takes all, and keeps the text
            await report(interaction, error, kept=text)
        else:
            await say(interaction, receipts.typed(receipt))


def _values(components: Any) -> Iterator[str]:  # noqa: ANN401  as Discord sent it
    for component in components:
        if component.get("custom_id") == INPUT_ID:
            yield str(component.get("value", ""))
        inner = component.get("component")
        yield from _values([inner] if inner else component.get("components", ()))
