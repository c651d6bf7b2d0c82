"""Classes that differ in the difference of twin sensors, before and after a projection."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, TWINS = 2_000, 20

rng = np.random.default_rng(27)
label = rng.integers(0, 2, ROWS)
common = rng.normal(size=(ROWS, TWINS))
half = 0.05 * rng.normal(size=(ROWS, TWINS))
half[:, 0] = 0.095 * (2 * label - 1) + 0.05 * rng.normal(size=ROWS)
x = np.hstack([common + half, common - half])
x = (x - x.mean(axis=0)) / x.std(axis=0)
train, test = slice(0, 1_000), slice(1_000, None)


def accuracy(features):
    design = np.column_stack([np.ones(ROWS), features])
    weights = np.linalg.lstsq(design[train], 2 * label[train] - 1, rcond=None)[0]
    return ((design[test] @ weights > 0) == label[test]).mean()


def components(rows, share):
    values, vectors = np.linalg.eigh(np.cov(x[rows].T))
    values, vectors = values[::-1], vectors[:, ::-1]
    kept = np.searchsorted(values.cumsum() / values.sum(), share) + 1
    return x @ vectors[:, :kept], vectors[:, kept:]


projected, dropped = components(train, 0.99)
assert accuracy(x) > 0.95
assert accuracy(projected) < 0.56
everything, _ = components(train, 1.0)
assert_keys(
    a=accuracy(everything) < accuracy(x) - 0.01,  # all components mix the sensors as well
    b=accuracy(x) <= 0.95,  # a classifier that is linear in the sensors
    c=accuracy(x @ dropped) > 0.95,
    d=accuracy(components(slice(None), 0.99)[0]) > 0.9,
)
