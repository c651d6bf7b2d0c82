"""The variance of an average of equally correlated predictions has a floor."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

CORRELATION = 0.3


def variance(trees):
    """The mean of all entries of the trees' covariance matrix, in units of one tree's variance."""
    return (trees + trees * (trees - 1) * CORRELATION) / trees**2


rng = np.random.default_rng(3)
shared, private = rng.normal(size=(20_000, 1)), rng.normal(size=(20_000, 100))
trees = np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * private
assert abs(trees.mean(axis=1).var() / variance(100) - 1) < 0.05

ratio = variance(10_000) / variance(100)
assert_keys(
    a=abs(ratio - 0.01) < 0.005,
    b=abs(ratio - 0.1) < 0.05,
    c=ratio > 1,
    d=abs(ratio - 0.98) < 0.005,
)
