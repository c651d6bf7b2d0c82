"""Compares noisy descent in the middle of a long schedule with a schedule that ends there."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

RUNS, RATE = 200, 0.3


def losses(planned, at):
    """Mean and standard error of the loss on a noisy quadratic at step `at`, over many runs."""
    rng = np.random.default_rng(1)
    curvature = np.geomspace(0.05, 1, 20)
    weights = np.ones((RUNS, 20))
    for step in range(at):
        rate = RATE * (0.05 + 0.95 * (1 + np.cos(np.pi * step / planned)) / 2)
        weights -= rate * (curvature * weights + rng.normal(size=weights.shape))
    each = (curvature * weights**2).sum(axis=1) / 2
    return each.mean(), each.std() / np.sqrt(RUNS)


(early, error), (finished, _) = losses(400, 100), losses(100, 100)
shift = (early - finished) / error
single_run_noise = error * np.sqrt(RUNS)
assert_keys(
    a=shift > 5,
    b=shift < -5,
    c=abs(early - finished) < 0.5 * single_run_noise,
    d=abs(shift) < 5,
)
