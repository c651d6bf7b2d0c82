"""The buttons that turn the pages of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ui

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.discord.layout import Row


def turn_row(page: int, pages: int, template: str) -> Row:
    """Return First, Previous, Next and Last; those that lead nowhere are disabled.

    Args:
        page: where the reader is, from 1.
        pages: how many there are.
        template: the custom id, in which `{step}` and `{page}` are filled in. `{step}` keeps the
            ids of one row apart.
    """
    row: Row = ui.ActionRow()
    for step, target in _steps(page, pages):
        custom_id = template.replace("{step}", step, 1).replace("{page}", str(target), 1)
        row.add_item(
            ui.Button(label=step.capitalize(), custom_id=custom_id, disabled=target == page)
        )
    return row


def _steps(page: int, pages: int) -> Iterator[tuple[str, int]]:
    yield "first", 1
    yield "previous", max(page - 1, 1)
    yield "next", min(page + 1, pages)
    yield "last", pages
