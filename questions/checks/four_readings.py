"""Fits slopes to means of four readings and to single ones, and applies them to single ones."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS = 20_000

rng = np.random.default_rng(4)


def slope(rows, used):
    """Least squares through the origin on the mean of some of four readings."""
    truth = rng.normal(size=rows)
    reading = (truth[:, None] + rng.normal(size=(rows, 4)))[:, :used].mean(axis=1)
    return (reading @ truth) / (reading @ reading)


truth = rng.normal(size=400_000)
live = truth + rng.normal(size=truth.size)


def error(weight):
    return ((weight * live - truth) ** 2).mean()


errors = {
    "a": error(slope(ROWS, 4)),
    "b": error(slope(ROWS, 1)),
    "c": error(slope(10 * ROWS, 4)),
    "d": error(1.0),
}
assert_keys(**{name: found < 1.1 * min(errors.values()) for name, found in errors.items()})
