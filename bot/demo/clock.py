"""The demo's clock: it runs like the real one and can be moved ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.clock import Clock


class DemoClock:
    """A clock that follows another one at a distance that can be changed.

    Args:
        base: the clock to follow, normally the real one.
        start: the instant to begin at, aware, in UTC; the base clock's own instant by default.
    """

    def __init__(self, base: Clock, start: datetime | None = None) -> None:
        self._base = base
        self._offset = timedelta() if start is None else start - base.now()

    def now(self) -> datetime:
        """Return the demo's present instant, aware, in UTC."""
        return self._base.now() + self._offset

    def move_to(self, instant: datetime) -> None:
        """Jump ahead to an instant; an instant that has passed already changes nothing."""
        self._offset = max(self._offset, instant - self._base.now())
