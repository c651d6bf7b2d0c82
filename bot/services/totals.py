"""How many members are on large boards, kept for a moment: counting 50,000 takes milliseconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.clock import Clock
    from bot.store.standings import Board

LARGE: Final = 5000
"""From so many members on a number that is a minute old tells as much."""
FRESH: Final = timedelta(minutes=1)
KEPT: Final = 256


class Totals:
    """Remembers how many members are on a large board; of smaller ones nothing.

    Args:
        clock: the time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[Board, tuple[int, datetime]] = {}

    def known(self, board: Board) -> int | None:
        """Return the number, a minute old at most; None: it has to be counted."""
        kept = self._kept.get(_key(board))
        return kept[0] if kept is not None and self._clock.now() < kept[1] else None

    def note(self, board: Board, total: int) -> None:
        """Remember what was counted."""
        if total < LARGE:
            return
        while len(self._kept) >= KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[_key(board)] = total, self._clock.now() + FRESH


def _key(board: Board) -> Board:
    return replace(board, newest=0)  # which moves with every millisecond
