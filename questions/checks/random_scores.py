"""Scores a large test set at random, and takes both areas."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

ROWS, SHARE = 400_000, 0.02

rng = np.random.default_rng(3)
positive = rng.uniform(size=ROWS) < SHARE
order = rng.permutation(ROWS)
ranked = positive[order]
precision = ranked.cumsum() / np.arange(1, ROWS + 1)
average_precision = precision[ranked].mean()
below = (~ranked)[::-1].cumsum()[::-1]
auc = below[ranked].mean() / (~ranked).sum()


def holds(option):
    claimed = numbers(OPTIONS[option])
    return abs(claimed[0] - auc) < 0.02 and abs(claimed[1] - average_precision) < 0.01


assert_keys(**{option: holds(option) for option in OPTIONS})
