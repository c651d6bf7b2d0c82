"""Averages least-squares fits on bootstrap samples and compares test errors."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

ROWS, FEATURES, FITS, NOISE = 5_000, 8, 120, 4.0

rng = np.random.default_rng(9)
effects = rng.normal(size=FEATURES + 1)


def table():
    design = np.column_stack([np.ones(ROWS), rng.normal(size=(ROWS, FEATURES))])
    return design, design @ effects + rng.normal(0, NOISE, ROWS)


(x, y), (new_x, new_y) = table(), table()


def fit(weight):
    """Least squares with each row counted as often as it was drawn."""
    return np.linalg.solve((x.T * weight) @ x, (x.T * weight) @ y)


def rmse(weights):
    return np.sqrt(((new_x @ weights - new_y) ** 2).mean())


single = rmse(fit(np.ones(ROWS)))
draws = (np.bincount(rng.integers(0, ROWS, ROWS), minlength=ROWS) for _ in range(FITS))
bagged = rmse(np.mean([fit(draw) for draw in draws], axis=0)) / single * NOISE
assert_keys(**{name: abs(bagged - numbers(text)[0]) < 0.1 for name, text in OPTIONS.items()})
