"""Splits doubled rows with random labels and scores the nearest neighbour."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

ROWS, RUNS, TRAIN = 400, 100, 0.8

rng = np.random.default_rng(21)


def accuracy():
    x = np.tile(rng.normal(size=(ROWS, 3)), (2, 1))
    y = np.tile(rng.integers(0, 2, ROWS), 2)
    order = rng.permutation(2 * ROWS)
    train, test = np.split(order, [int(TRAIN * 2 * ROWS)])
    distance = ((x[test][:, None] - x[train]) ** 2).sum(axis=2)
    return (y[train][distance.argmin(axis=1)] == y[test]).mean()


exact = TRAIN + (1 - TRAIN) / 2
assert abs(np.mean([accuracy() for _ in range(RUNS)]) - exact) < 0.02

assert_keys(**{name: abs(100 * exact - numbers(text)[0]) < 1 for name, text in OPTIONS.items()})
