"""Putting options in order: a menu asks for one after the other, and the whole is committed.

    viva:o:<round>:<places>    the menu; `places` are the display positions chosen so far: "20"
    viva:s:<round>             the button that starts over

What was chosen so far stands in the custom id and nowhere else, so that it outlives a restart.
Nothing is stored before the order is whole; the last option finds its place by itself.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.adapters.discord import receipts
from bot.adapters.discord.common import ACCENT, bare, jump_url, link_label, shorten
from bot.adapters.discord.layout import Piece, column, words
from bot.adapters.discord.pressing import AnyItem, Patience, button, open_round
from bot.adapters.discord.script import Script
from bot.domain.question import QuestionType
from bot.domain.round import LETTERS
from bot.errors import NotFound, Unreadable

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from bot.adapters.discord.layout import Button, Row
    from bot.domain.round import Round
    from bot.services.answers import AnswerService, Receipt

_log = logging.getLogger(__name__)

LABEL_LIMIT = 100
"""Characters of an option in a menu (Discord: Component Reference, Select Option)."""
STEM_SHOWN = 150
"""Characters of the question's stem that stand over the menu."""
FOREIGN = "This menu belongs to another question. Press **Answer** on the card to start anew."
STALE = "That choice does not fit any more. Press **Start over**, or **Answer** on the card."

_Menu = ui.Select[ui.LayoutView]


def order_items(answers: AnswerService) -> tuple[type[ui.DynamicItem[AnyItem]], ...]:
    """Return the menus and buttons of all cards that ask for an order, to be registered once.

    Args:
        answers: where finished orders go.
    """

    async def pick(interaction: discord.Interaction, match: re.Match[str]) -> None:
        round_ = _asked(answers, interaction, match)
        places = _with_next(round_, match["places"], interaction)
        if len(places) < len(round_.order):
            await interaction.response.edit_message(view=menu_page(round_, places))
            return
        async with Patience(interaction, thinking=False):
            receipt = await answers.arrange(
                round_.id, interaction.user.id, places, at=interaction.created_at
            )
        await _confirm(interaction, receipt)

    async def start_over(interaction: discord.Interaction, match: re.Match[str]) -> None:
        round_ = _asked(answers, interaction, match)
        held = await answers.held(round_.id, interaction.user.id)
        await interaction.response.edit_message(view=menu_page(round_, held=held))

    return (
        button(r"viva:o:(?P<round>\d+):(?P<places>\d*)", pick),
        button(r"viva:s:(?P<round>\d+)", start_over),
    )


async def ask(interaction: discord.Interaction, round_: Round, held: Receipt | None) -> None:
    """Ask a member, privately, what comes first, showing the order they hold."""
    await interaction.response.send_message(view=menu_page(round_, held=held), ephemeral=True)


def menu_page(
    round_: Round, places: Sequence[int] = (), *, held: Receipt | None = None
) -> ui.LayoutView:
    """Return the message that asks what comes first, or next.

    Args:
        round_: the open round, which asks for an order.
        places: the display positions chosen so far, fewer than there are.
        held: what the member has answered before.
    """
    note = ""
    if held is not None and held.text:
        note = f"Your answer so far: **{held.text}**. It stands until a new order is complete."
    asked = "next" if places else "first"
    row: Row = ui.ActionRow(_menu(round_, places, f"Choose what comes {asked}"))
    heading = words(f"### What comes {asked}?", _title(round_))
    texts = (words(*_chosen(round_, places)), words(*_left(round_, places)), words(note))
    restart = [_restart(round_)] if places else []
    return column([heading, *texts, row, *restart], colour=ACCENT)


def receipt_page(receipt: Receipt) -> ui.LayoutView:
    """Return the message that confirms an order, once it is committed."""
    round_ = receipt.round
    heading = words("### Your order", _title(round_))
    texts = (words(*_chosen(round_, receipt.held)), words(receipts.order(receipt)))
    return column([heading, *texts, _restart(round_)], colour=ACCENT)


def _menu(round_: Round, places: Sequence[int], placeholder: str) -> _Menu:
    chosen = "".join(map(str, places))
    return ui.Select(
        custom_id=f"viva:o:{round_.id}:{chosen}",
        placeholder=placeholder,
        options=[
            discord.SelectOption(label=_label(position, option.text), value=str(position))
            for position, option in enumerate(round_.options)
            if position not in places
        ],
    )


def _label(position: int, text: str) -> str:
    return shorten(f"{LETTERS[position]} · {bare(text)}", LABEL_LIMIT)


def _restart(round_: Round) -> Row:
    restart: Button = ui.Button(label="Start over", custom_id=f"viva:s:{round_.id}")
    return ui.ActionRow(restart)


def _title(round_: Round) -> str:
    title = link_label(round_.question.stem, STEM_SHOWN)
    if round_.message_id is None:
        return f"-# {title}"
    return f"-# [{title}]({jump_url(round_.guild_id, round_.channel_id, round_.message_id)})"


def _chosen(round_: Round, places: Sequence[int]) -> Iterator[Piece]:
    script = Script()
    for number, place in enumerate(places, start=1):
        before = f"**{number}. {LETTERS[place]}** · "
        yield Piece(script(round_.options[place].text).body, before=before)


def _left(round_: Round, places: Sequence[int]) -> Iterator[Piece]:
    """Yield what the menu offers once more, since a narrow screen cuts its labels."""
    script = Script()
    for place, option in enumerate(round_.options):
        if place not in places:
            yield Piece(script(option.text).body, before=f"**{LETTERS[place]}**\u2002")


def _asked(answers: AnswerService, interaction: discord.Interaction, match: re.Match[str]) -> Round:
    round_ = open_round(answers, int(match["round"]))
    if round_.question.type is not QuestionType.ORDER or round_.guild_id != interaction.guild_id:
        raise NotFound(FOREIGN)
    return round_


def _with_next(round_: Round, chosen: str, interaction: discord.Interaction) -> tuple[int, ...]:
    """Return the display positions with the one just chosen, and with the last if it is left."""
    data: Any = interaction.data or {}
    places = (*map(int, chosen), *(int(value) for value in data.get("values", ())))
    known = range(len(round_.order))
    fitting = len(places) == len(chosen) + 1 and len(set(places)) == len(places)
    if not fitting or not set(places) <= set(known):
        raise Unreadable(STALE)
    left = tuple(place for place in known if place not in places)
    return places + left if len(left) == 1 else places


async def _confirm(interaction: discord.Interaction, receipt: Receipt) -> None:
    """Show the receipt in place of the menu; the order is committed either way."""
    view = receipt_page(receipt)
    try:
        if interaction.response.is_done():
            await interaction.edit_original_response(view=view)
        else:
            await interaction.response.edit_message(view=view)
    except discord.HTTPException as problem:
        _log.warning("interaction %s could not be answered: %s", interaction.id, problem)
