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


def in_subsets(score):
    subsets = np.array_split(rng.permutation(NETS), 10)
    return np.mean([rank_correlation(score[subset], accuracy[subset]) for subset in subsets])


def among_best(score):
    best = score.argsort()[-50:]
    return rank_correlation(score[best], accuracy[best])


def tells(measure):
    """Whether the measure is low for a score of size alone and high for one of the design."""
    low = np.mean([measure(by_size(0.6)) for _ in range(20)])
    high = np.mean([measure(by_design(0.9)) for _ in range(20)])
    return low < 0.2 and high > 0.4


hollow, useful = by_size(0.6), by_design(0.9)
assert all(0.6 < rank_correlation(score, accuracy) < 0.8 for score in (hollow, useful))
again = {make: rank_correlation(make(0.3), make(0.3)) for make in (by_size, by_design)}

assert_keys(
    a=tells(in_bands),
    b=tells(in_subsets),
    c=tells(among_best),
    d=again[by_design] - again[by_size] > 0.2,  # both agree with themselves
)
