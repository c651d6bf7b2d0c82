"""Drawing by weights so that what does not take part does not matter.

Each choice runs its own race: its number follows from the seed and its name alone, and the weight
makes it faster. So the winner stays the winner when another choice comes, goes, or weighs a little
more. A picked question can thus be foretold although the bank or the statistics change slightly.
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_MASK: Final = 2**64 - 1


def draw(weights: Mapping[str, float], seed: int) -> str:
    """Draw a name, each with a probability in proportion to its weight.

    Args:
        weights: name -> weight, above 0; their order does not matter.
        seed: the same one draws the same name.
    """
    return min(weights, key=lambda name: (_arrival(name, seed) / weights[name], name))


def seed_of(source: int, slot: str) -> int:
    """Return the seed of a pick, 53 bits, from its schedule's seed and its slot."""
    digest = blake2b(f"{source}:{slot}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 11


def _arrival(name: str, seed: int) -> float:
    """Return an exponentially distributed number, always the same for a name and a seed.

    The smallest of such numbers divided by weights belongs to each name with a probability in
    proportion to its weight (Efraimidis and Spirakis, 2006). The mixing is splitmix64's.
    """
    mixed = (_number(name) + seed * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    mixed ^= mixed >> 31
    return -math.log((mixed + 1) / 2**64)


@lru_cache(maxsize=32_768)
def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
