"""The 99th percentile of a mixture of cache hits and evenly spread misses."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

REQUESTS, HIT, FAST, SLOW = 1_000_000, 5.0, 300.0, 500.0

rng = np.random.default_rng(0)
misses = rng.uniform(FAST, SLOW, REQUESTS)


def percentile(hits):
    return np.percentile(np.where(rng.random(REQUESTS) < hits, HIT, misses), 99)


before, after = percentile(0.95), percentile(0.98)
assert abs(before - 460) < 3


def holds(text):
    claimed = numbers(text)[0]
    falls = after < before - 10
    return abs(claimed - after) < 4 and text.startswith("It falls") == falls


assert_keys(**{name: holds(text) for name, text in OPTIONS.items()})
