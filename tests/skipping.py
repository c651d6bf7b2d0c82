"""A loop whose time can be skipped, for what waits by asyncio's clock and not by Viva's.

discord.py and the limiter wait for real; here they do so in the time that the test passes, so that
minutes are over in seconds while real requests go to a real server.
"""

from __future__ import annotations

import asyncio
import selectors
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fakes import NOON

if TYPE_CHECKING:
    from datetime import datetime

STEP = 0.02
TURN = 1e-6
"""Seconds that each turn of the loop takes; in a time that stood still, limiters would spin."""


class Selector(selectors.DefaultSelector):
    """Waits in short steps, and counts the time in which nothing happened.

    Args:
        pace: how much shorter it waits than it is told to.
    """

    def __init__(self, pace: float) -> None:
        super().__init__()
        self._pace = pace
        self.idle = 0.0

    def select(self, timeout: float | None = None) -> list:
        self.idle += TURN
        if not timeout or timeout < 0:
            return super().select(timeout)
        step = min(timeout, STEP * self._pace)
        ready = super().select(step / self._pace)
        self.idle += 0 if ready else step
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop whose time moves when it is told to; while nothing happens it flows by itself.

    Work takes next to no time, however slow the machine is.

    Args:
        pace: how much faster than real time it flows.
    """

    def __init__(self, pace: float = 1.0) -> None:
        self._steps = Selector(pace)
        self._skipped = 0.0
        super().__init__(self._steps)

    def time(self) -> float:
        return self._skipped + self._steps.idle

    def skip(self, seconds: float) -> None:
        self._skipped += seconds


class LoopClock:
    """A clock that shows the loop's time."""

    def __init__(self, loop: SkippingLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self._loop.time())
