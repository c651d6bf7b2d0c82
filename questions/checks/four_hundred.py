"""Draws samples of skewed request times and counts what the range of a mean holds."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

MEAN, SPREAD, SIZE, SAMPLES = 300, 200, 400, 4_000

rng = np.random.default_rng(4)
shape = (MEAN / SPREAD) ** 2
times = rng.gamma(shape, MEAN / shape, (SAMPLES, SIZE))
means = times.mean(axis=1)
half = 1.96 * times.std(axis=1, ddof=1) / np.sqrt(SIZE)
assert abs(half.mean() - 20) < 1


def held(values):
    return (np.abs(values - means) < half).mean()


requests, next_means = times[:, 0][::-1], np.roll(means, 1)
assert_keys(
    a=held(requests) > 0.9,
    b=abs(held(MEAN) - 0.95) < 0.015,
    c=held(requests) > 0.9,
    d=abs(held(next_means) - 0.95) < 0.03,
)
