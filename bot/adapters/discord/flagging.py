"""Reporting a problem: the button on a reveal (`viva:f:<round>`) and the form (`viva:p:<round>`).

Both carry the round in their custom id, so they work after any number of restarts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.adapters.discord.common import link_label
from bot.domain.flags import LONGEST_TEXT, FlagKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.discord.layout import Row
    from bot.domain.round import Round

FLAG_BUTTON = r"viva:f:(?P<round>\d+)"
KIND_ID, TEXT_ID = "kind", "text"
STEM_SHOWN = 200

_FORM = re.compile(r"viva:p:(\d+)")


def flag_row(round_id: int) -> Row:
    """Return the button under a reveal."""
    return ui.ActionRow(ui.Button(label="Report a problem", custom_id=f"viva:f:{round_id}"))


def flag_modal(round_: Round) -> ui.Modal:
    """Return the form that asks what is wrong with a question; it tells nothing of the key."""
    modal = ui.Modal(title="Report a problem", custom_id=f"viva:p:{round_.id}", timeout=None)
    modal.add_item(ui.TextDisplay(f"> {link_label(round_.question.stem, STEM_SHOWN)}"))
    kinds = [discord.RadioGroupOption(label=kind.words, value=kind.value) for kind in FlagKind]
    modal.add_item(
        ui.Label(text="What is wrong?", component=ui.RadioGroup(custom_id=KIND_ID, options=kinds))
    )
    text: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=TEXT_ID,
        style=discord.TextStyle.long,
        required=False,
        max_length=LONGEST_TEXT,
    )
    modal.add_item(
        ui.Label(
            text="In your own words",
            description="What exactly, and why? The admins of this server read it.",
            component=text,
        )
    )
    modal.stop()  # the library keeps nothing of it; see `answering`
    return modal


def submitted(interaction: discord.Interaction) -> tuple[int, FlagKind, str] | None:
    """Return the round, the kind and the text of a form that was handed in; None for others."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Any = interaction.data or {}
    match = _FORM.fullmatch(str(data.get("custom_id", "")))
    if match is None:
        return None
    values = dict(_values(data.get("components", ())))
    kind = values.get(KIND_ID, "")
    known = {each.value for each in FlagKind}
    return (
        int(match[1]),
        FlagKind(kind) if kind in known else FlagKind.OTHER,
        values.get(TEXT_ID, ""),
    )


def _values(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  as Discord sent it
    for component in components:
        if component.get("value") is not None:
            yield str(component.get("custom_id", "")), str(component["value"])
        inner = component.get("component")
        yield from _values([inner] if inner else component.get("components", ()))
