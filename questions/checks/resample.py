"""Compares the bootstrap's spread with the true one, from many samples, for four statistics."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, SAMPLES, DRAWS = 400, 40, 100

rng = np.random.default_rng(34)


def visits(shape):
    users = rng.normal(size=(shape[0], 20))
    return np.repeat(users, shape[1] // 20, axis=1) + rng.normal(size=shape)


def rows(shape):
    """Inputs and outputs as real and imaginary parts; the noise grows with the input."""
    x = rng.uniform(size=shape)
    return x + 1j * (0.5 * x + 2 * x * rng.normal(size=shape))


def slope(z):
    x, y = z.real, z.imag
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    return (x * y).sum(axis=1) / (x**2).sum(axis=1)


def usable(draw, statistic):
    """Whether the bootstrap's spread is near the true one, on average and in the single case."""
    true = statistic(draw((2_000, ROWS))).std()
    data = draw((SAMPLES, ROWS))
    spreads = [statistic(row[rng.integers(0, ROWS, (DRAWS, ROWS))]).std() for row in data]
    ratio = np.array(spreads) / true
    return 0.8 < ratio.mean() < 1.25 and ratio.std() < 0.4


def median(x):
    half = x.shape[1] // 2
    return np.partition(x, (half - 1, half), axis=1)[:, half - 1 : half + 1].mean(axis=1)


assert_keys(
    a=usable(rows, slope),
    b=usable(visits, lambda x: x.mean(axis=1)),
    c=usable(lambda shape: rng.lognormal(size=shape), median),
    d=usable(lambda shape: rng.uniform(size=shape), lambda x: x.max(axis=1)),
)
