"""Modals that are answered by their custom id alone, so that they outlive a restart.

discord.py knows only the modals it sent since it started, and keeps one per custom id for all
members; so what is submitted is read from the interaction itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import discord
from discord import ui

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Field(NamedTuple):
    """A text field of a modal."""

    id: str
    label: str
    """At most 45 characters."""
    most: int
    """Characters, at most 4000."""
    advice: str = ""
    """At most 100 characters."""
    long: bool = False
    required: bool = True
    value: str = ""
    """What it holds at first."""


def modal(title: str, custom_id: str, fields: Sequence[Field]) -> ui.Modal:
    """Return a modal of text fields.

    Args:
        title: at most 45 characters.
        custom_id: by which the submission is known; at most 100 characters.
        fields: one to five.
    """
    made = ui.Modal(title=title, custom_id=custom_id, timeout=None)
    for field in fields:
        made.add_item(
            ui.Label(
                text=field.label, description=field.advice or None, component=_text_input(field)
            )
        )
    made.stop()  # the library keeps nothing of it
    return made


def _text_input(field: Field) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(
        custom_id=field.id,
        style=discord.TextStyle.long if field.long else discord.TextStyle.short,
        max_length=field.most,
        required=field.required,
        default=field.value[: field.most] or None,
    )


def submitted(interaction: discord.Interaction) -> tuple[str, dict[str, str]] | None:
    """Return the custom id of a submitted modal and its texts by field; None for anything else."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Any = interaction.data or {}
    return str(data.get("custom_id", "")), dict(_texts(data.get("components", ())))


def _texts(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  as Discord sent it
    for component in components:
        if "value" in component:
            yield str(component.get("custom_id", "")), str(component["value"])
        inner = component.get("component")
        yield from _texts([inner] if inner else component.get("components", ()))
