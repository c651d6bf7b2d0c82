"""Searches the smallest sample with 80% power, for a spread at which 8,000 detect two euros."""

import sys
from math import sqrt
from pathlib import Path
from statistics import NormalDist

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PER_ARM, LIFT, SMALL = 8_000, 2.0, 0.5

normal = NormalDist()
bound = normal.inv_cdf(0.975)


def power(lift, spread, visitors):
    shift = lift / (spread * sqrt(2 / visitors))
    return 1 - normal.cdf(bound - shift) + normal.cdf(-bound - shift)


def bisect(reached, low, high):
    """The point between low and high from which on something is reached."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


spread = bisect(lambda s: power(LIFT, s, PER_ARM) < 0.8, 1, 1_000)
assert_value(bisect(lambda n: power(SMALL, spread, n) >= 0.8, 1_000, 10_000_000))
