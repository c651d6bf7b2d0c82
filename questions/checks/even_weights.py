"""Fits weighted logistic regression to features that say nothing."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, POSITIVE = 20_000, 0.02

rng = np.random.default_rng(2)
x = np.column_stack([np.ones(ROWS), rng.normal(size=(ROWS, 3))])
y = (np.arange(ROWS) < POSITIVE * ROWS).astype(float)
weight = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
assert np.isclose(weight[y == 1].sum(), weight[y == 0].sum())

beta = np.zeros(4)
for _ in range(10):
    p = 1 / (1 + np.exp(-x @ beta))
    slope = x.T @ (weight * (y - p))
    beta += np.linalg.solve((x.T * (weight * p * (1 - p))) @ x, slope)
p = 1 / (1 + np.exp(-x @ beta))


def near(claimed):
    return (np.abs(p - claimed) < 0.15).mean() > 0.95


assert_keys(a=near(0.02), b=near(0.50), c=near(0.98), d=np.ptp(p) > 0.8)
