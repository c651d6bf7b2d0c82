"""What the services are wired from, and the part of them that others rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from bot.services.clock import Clock
    from bot.services.library import Library
    from bot.services.open_rounds import OpenRounds
    from bot.services.publisher import Publisher
    from bot.services.stores import Stores


@dataclass(frozen=True, slots=True)
class Given:
    """What comes from outside."""

    stores: Stores
    library: Library
    """The questions."""
    publisher: Publisher
    """Discord."""
    clock: Clock
    rng: random.Random
    """Draws questions, option orders and nonces."""
    index: OpenRounds
    """The open rounds in memory."""
