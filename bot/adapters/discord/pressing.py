"""Buttons that are answered by their custom id alone, so that they outlive a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import ui

from bot.adapters.discord import failures

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    import discord

    Press = Callable[[discord.Interaction, re.Match[str]], Awaitable[None]]

AnyItem = ui.Item[Any]


class Reported:
    """A block whose errors go to the one handler: `async with Reported(interaction): ...`."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction

    async def __aenter__(self) -> None:
        """Enter the block."""

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> bool:
        """Report what was raised, unless it ends the task."""
        if not isinstance(error, Exception):
            return False
        await failures.report(self._interaction, error)
        return True


def button(template: str, press: Press) -> type[ui.DynamicItem[AnyItem]]:
    """Return the class to register with a client for every button of one kind.

    discord.py only logs what such a button raises, so errors go to the one handler here.

    Args:
        template: a regular expression for the whole custom id.
        press: called with the interaction and the match.
    """

    class Pressed(ui.DynamicItem[AnyItem], template=template):
        def __init__(self, item: AnyItem, match: re.Match[str]) -> None:
            super().__init__(item)
            self._match = match

        @classmethod
        async def from_custom_id(
            cls, _interaction: discord.Interaction, item: AnyItem, match: re.Match[str], /
        ) -> Pressed:
            return cls(item, match)

        async def callback(self, interaction: discord.Interaction) -> None:
            async with Reported(interaction):
                await press(interaction, self._match)

    return Pressed
