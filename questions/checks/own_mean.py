"""Encodes a useless column by its mean target, with and without a row's own target."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

CODES, ROWS = 10_000, 20_000

rng = np.random.default_rng(7)
effects = rng.normal(size=8)


def table():
    features = rng.normal(size=(ROWS, 8))
    return rng.integers(0, CODES, ROWS), features, features @ effects + rng.normal(0, 2, ROWS)


(code, x, y), (new_code, new_x, new_y) = table(), table()


def means(of):
    """The mean target per code over some rows; the overall mean where a code has none."""
    count = np.bincount(code[of], minlength=CODES)
    total = np.bincount(code[of], y[of], minlength=CODES)
    return np.where(count > 0, total / np.maximum(count, 1), y.mean())


def error(column, new_column):
    """The test error of least squares on the eight features and one more column."""
    design = np.column_stack([np.ones(ROWS), x, column])
    weights = np.linalg.lstsq(design, y, rcond=None)[0]
    predicted = np.column_stack([np.ones(ROWS), new_x, new_column]) @ weights
    return ((predicted - new_y) ** 2).mean()


fold = rng.integers(0, 5, ROWS)
crossed = np.zeros(ROWS)
for part in range(5):
    crossed[fold == part] = means(fold != part)[code[fold == part]]
everything = means(fold >= 0)
without = error(np.zeros(ROWS), np.zeros(ROWS))
whole = error(everything[code], everything[new_code])
others = error(crossed, everything[new_code])
assert np.unique(crossed).size > 5_000, "the crossed column must be as fine"

spoils, own_target = whole > 1.1 * without, others < 1.02 * without
assert_keys(
    a=whole < without,
    b=spoils and not own_target,
    c=abs(whole / without - 1) < 0.05,
    d=spoils and own_target,
)
