"""How far a long command is, shown in its own answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord import ui

_log = logging.getLogger(__name__)

STEPS = 20
"""How often an answer is edited at most, whatever the number of steps."""


class Progress:
    """Edits a deferred answer while the work goes on.

    An answer can be edited for 15 minutes only; the work goes on without it.

    Args:
        interaction: the command, deferred.
        page: makes the message from how many of how many are done.
    """

    def __init__(
        self, interaction: discord.Interaction, page: Callable[[int, int], ui.LayoutView]
    ) -> None:
        self._interaction = interaction
        self._page = page

    async def __call__(self, done: int, total: int) -> None:
        """Show how far it is, every so often."""
        if done < total and done % max(1, total // STEPS) == 0:
            await self.show(self._page(done, total))

    async def show(self, view: ui.LayoutView) -> None:
        """Show a message in place of the one before."""
        nobody = discord.AllowedMentions.none()
        try:
            await self._interaction.edit_original_response(view=view, allowed_mentions=nobody)
        except discord.HTTPException as error:
            _log.warning("interaction %s can no longer be edited: %s", self._interaction.id, error)
