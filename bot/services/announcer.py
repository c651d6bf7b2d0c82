"""What quizzes at a set time ask of Discord. The one implementation is in the adapters.

Every method may raise `Unreachable`, `Refused` or `Gone` (see `bot.errors`), and nothing else on
purpose. Methods are safe to repeat unless they say otherwise.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.quiz import Player, Quiz


class Page(StrEnum):
    """A message about a quiz as a whole."""

    ANNOUNCEMENT = "announcement"
    """It will be at that time; with a button for those who will be in."""
    LOBBY = "lobby"
    """It begins shortly; of an announced quiz, it notifies those who said they are in."""
    REGRET = "regret"
    """It cannot be; notifies the same."""


class Announcer(Protocol):
    """Shows what is to come."""

    async def find(self, quiz: Quiz, page: Page, since: datetime) -> int | None:
        """Look for a page in the channel's recent history; return its message id."""
        ...

    async def show(self, quiz: Quiz, page: Page, players: Sequence[Player]) -> int:
        """Send a page; return its message id. NOT safe to repeat."""
        ...

    async def edit(self, quiz: Quiz, page: Page, players: Sequence[Player]) -> None:
        """Make a page that was sent agree with how the quiz stands."""
        ...

    async def may_plan(self, guild_id: int) -> bool:
        """Return whether Viva may create events in the server, as far as is known."""
        ...

    async def find_event(self, quiz: Quiz) -> int | None:
        """Look for the quiz among the server's events; return the event's id."""
        ...

    async def create_event(self, quiz: Quiz) -> int:
        """Create an event on Discord; return its id. NOT safe to repeat."""
        ...

    async def follow_event(self, quiz: Quiz, event_id: int) -> None:
        """Start, end or cancel the event, as the quiz stands."""
        ...
