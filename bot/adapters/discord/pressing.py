"""Buttons and menus that are answered by their custom id alone, so that they outlive a restart."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.adapters.discord import failures
from bot.domain.round import RoundState
from bot.errors import RoundClosed, UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from bot.domain.round import Round
    from bot.services.answers import AnswerService

    Press = Callable[[discord.Interaction, re.Match[str]], Awaitable[None]]

_log = logging.getLogger(__name__)

AnyItem = ui.Item[Any]

PATIENCE = 2.0
"""Seconds after which a sign of life is sent; Discord gives up after three."""
LARGEST = 2**63 - 1
"""Of the numbers in custom ids: no id of Discord's, nor of the database, is higher."""
WORDS = {"text", "places"}
"""Groups of the patterns that are no numbers, though they may look like one."""
UNKNOWN = "This button belongs to nothing that I know. Please run the command again."
TOO_LATE = "This question is closed; it takes no more answers."


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
    """Return the class to register with a client for every button, or menu, of one kind.

    discord.py only logs what such an item raises, so errors go to the one handler here.

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
                _check(self._match)
                await press(interaction, self._match)

    return Pressed


def _check(match: re.Match[str]) -> None:
    """Refuse numbers that SQLite could not take: a custom id may have been made by anybody."""
    numbers = [re.fullmatch(r"s?([0-9]+)", match[name] or "") for name in _named(match)]
    if any(number is not None and int(number[1]) > LARGEST for number in numbers):
        raise UserError(UNKNOWN)


def _named(match: re.Match[str]) -> set[str]:
    return match.groupdict().keys() - WORDS


def open_round(answers: AnswerService, round_id: int) -> Round:
    """Return the round that something pressed belongs to.

    Raises:
        RoundClosed: it takes no answers any more.
    """
    round_ = answers.by_id(round_id)
    if round_ is None or round_.state is not RoundState.OPEN:
        raise RoundClosed(TOO_LATE)
    return round_


class Patience:
    """A block that must be answered in time: one that takes long gets a sign of life first.

    The interaction is deferred after `PATIENCE` seconds; what is said afterwards replaces the
    "thinking" that the member sees meanwhile.

    Args:
        interaction: what is to be answered.
        thinking: whether the answer is a message of its own, not a change of the one pressed.
    """

    def __init__(self, interaction: discord.Interaction, *, thinking: bool = True) -> None:
        self._interaction = interaction
        self._thinking = thinking
        self._deferral: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        """Start waiting."""
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._run_out)

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Stop waiting; if the interaction is being deferred, let that finish."""
        self._timer.cancel()
        if self._deferral is not None:
            await self._deferral

    def _run_out(self) -> None:
        self._deferral = asyncio.ensure_future(self._defer())

    async def _defer(self) -> None:
        try:
            await self._interaction.response.defer(ephemeral=True, thinking=self._thinking)
        except discord.HTTPException as error:
            _log.warning("interaction %s could not be deferred: %s", self._interaction.id, error)
