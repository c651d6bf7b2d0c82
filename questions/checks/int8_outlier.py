"""Rounds a tensor with one loud channel to 8 bits and counts the levels left to the others."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(16)
quiet = np.concatenate([rng.uniform(-0.1, 0.1, size=10_000), [-0.1, 0.1]])


def levels(weights, limit):
    scale = limit / 127
    return len(np.unique(np.round(weights / scale)))


assert levels(quiet, 0.1) == 255, "a scale per channel must keep all levels"
left = levels(quiet, 8.0)
assert_keys(a=left == 255, b=64 <= left <= 128, c=1 < left <= 5, d=left == 1)
