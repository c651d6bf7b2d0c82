"""What is told of seasons and weeks that are over, and who tells it on Discord.

Every method may raise `Unreachable`, `Refused` or `Gone` (see `bot.errors`), and nothing else on
purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.mastery import Mastery
    from bot.services.seasons import Past
    from bot.services.tables import Row
    from bot.store.recaps import AskedRound, Recap


@dataclass(frozen=True, slots=True)
class SeasonRecap:
    """How a season went."""

    recap: Recap
    name: str
    """Of the season."""
    board: str
    following: str
    """The name of the season that runs now."""
    podium: tuple[Row, ...]
    """The first three places by accuracy, ties and all; empty: fewer than three were ranked."""
    members: int
    """With points."""
    answers: int
    """Graded ones."""
    improved: Row | None
    """Who improved most."""
    streaks: tuple[Row, ...]
    """Who has the longest streak, if anyone has; ties and all."""
    hardest: AskedRound | None
    past: tuple[Past, ...]
    """The hall of fame: seasons before it, the latest first."""


@dataclass(frozen=True, slots=True)
class WeekRecap:
    """How a schedule's week went."""

    recap: Recap
    schedule: str
    """Its name."""
    first: date
    """Its first and its last day, in the schedule's zone."""
    last: date
    asked: tuple[AskedRound, ...]
    """Oldest first; at least one."""
    topics: tuple[Mastery, ...]
    """How the topics went, those with graded answers; the weakest first."""
    revisit: tuple[AskedRound, ...]
    """What fewer than 60% had right, the hardest first."""
    themes: tuple[str, ...]
    """The topics of next week's questions, in the order in which they come; may be empty."""
    members: int
    """The most who took part in a question."""


class Herald(Protocol):
    """Posts what looks back."""

    async def find(self, recap: Recap) -> int | None:
        """Look for a recap in its channel's recent history; return its message id."""
        ...

    async def season(self, found: SeasonRecap) -> int:
        """Send a season's recap; return its message id. NOT safe to repeat."""
        ...

    async def week(self, found: WeekRecap) -> int:
        """Send a week's recap; return its message id. NOT safe to repeat."""
        ...
