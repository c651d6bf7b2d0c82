"""Counts the requests that fit and are completed under each way to hand out the cache."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

LONGEST, BLOCK = 8_192, 16
CACHE = 20 * LONGEST  # tokens of cache, with 16-bit weights
STEP, BUS, BYTES = 0.03, 25e9, 128 * 1024

rng = np.random.default_rng(8)
lengths = np.where(rng.random(5_000) < 0.02, 8_000, rng.integers(200, 600, 5_000))


def admitted(held):
    return int((np.cumsum(held) <= CACHE).sum())


reserved = 20
paged = admitted(np.ceil(lengths / BLOCK) * BLOCK)
quantised = 2 * reserved  # generous: the weights give up as much memory as the cache has
complete = bool((lengths <= 600).all())
moved = CACHE * BYTES / BUS < STEP
best = max(reserved, paged, quantised)
assert_keys(a=quantised == best, b=paged == best, c=complete, d=moved)
