"""Two scores that rank networks equally well overall, one of which measures size alone."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

NETS = 500
rng = np.random.default_rng(2)
size, design = rng.normal(size=(2, NETS))
accuracy = size + 0.6 * design + 0.3 * rng.normal(size=NETS)


def rank_correlation(left, right):
    return np.corrcoef(left.argsort().argsort(), right.argsort().argsort())[0, 1]


def by_size(noise):
    return size + noise * rng.normal(size=NETS)


def by_design(noise):
    return 0.8 * size + 0.8 * design + noise * rng.normal(size=NETS)


def in_bands(score):
    bands = np.array_split(size.argsort(), 10)
    return np.mean([rank_correlation(score[band], accuracy[band]) for band in bands])


def p_value(score):
    """Share of permutations that correlate as strongly."""
    real = rank_correlation(score, accuracy)
    return np.mean([rank_correlation(rng.permutation(score), accuracy) >= real for _ in range(99)])


hollow, useful = by_size(0.6), by_design(0.9)
assert all(0.6 < rank_correlation(score, accuracy) < 0.8 for score in (hollow, useful))
again = {make: rank_correlation(make(0.3), make(0.3)) for make in (by_size, by_design)}

assert_keys(
    a=in_bands(hollow) < 0.2 and in_bands(useful) > 0.4,
    b=again[by_design] - again[by_size] > 0.2,  # seeds: both agree with themselves
    c=p_value(hollow) > 0.05 > p_value(useful),
    d=again[by_design] - again[by_size] > 0.2,  # batches: as for seeds
)
