"""Adds two scores of unequal spread, under each of the supposed causes."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PASSAGES = 2_000

rng = np.random.default_rng(25)
keyword = rng.uniform(2, 35, PASSAGES)


def ranks(scores):
    return scores.argsort().argsort()


def alike(similarity, keywords=keyword):
    """The rank correlation of the sum with the keyword score alone."""
    return np.corrcoef(ranks(keywords + similarity), ranks(keywords))[0, 1]


independent = rng.uniform(0.55, 0.85, PASSAGES)
opposed = 0.85 - 0.3 * ranks(keyword) / PASSAGES
low = independent - 0.5
equal_spread = 33 * independent / 0.3

needs_same = alike(independent) < 0.99
too_high = abs(alike(low) - alike(independent)) > 0.001
cancels = alike(opposed) < 0.99
spread = alike(independent) > 0.99 and alike(equal_spread) < 0.9
assert_keys(a=needs_same, b=too_high, c=cancels, d=spread)
