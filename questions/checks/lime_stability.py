"""Fits LIME's weighted regression many times and measures how far the coefficients scatter."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

FEATURES, DRAWS, RUNS = 30, 300, 24
WIDTH = 0.75 * np.sqrt(FEATURES)

rng = np.random.default_rng(13)
effects = rng.normal(size=FEATURES)
thresholds = rng.normal(scale=0.5, size=FEATURES)
x = rng.normal(scale=0.3, size=FEATURES)


def ensemble(z):
    """Steps in each feature and some products of steps, as trees make them; the same each time."""
    steps = (z > thresholds).astype(float)
    return steps @ effects + 2 * steps[:, 0] * steps[:, 1] - 2 * steps[:, 2] * steps[:, 3]


def coefficients(draws=DRAWS, width=WIDTH, calls=1):
    z = x + rng.normal(size=(draws, FEATURES))
    weight = np.exp(-((z - x) ** 2).sum(axis=1) / (2 * width**2))
    design = np.column_stack([np.ones(draws), z]) * weight[:, None]
    answers = np.mean([ensemble(z) for _ in range(calls)], axis=0)
    return np.linalg.lstsq(design, answers * weight, rcond=None)[0][1:]


def scatter(runs):
    return np.sqrt(np.var(runs, axis=0).sum())


def fits(**settings):
    return np.array([coefficients(**settings) for _ in range(RUNS)])


def averaged(times=6):
    return np.mean([fits() for _ in range(times)], axis=0)


asked = fits()
assert_keys(
    a=scatter(fits(width=WIDTH / 4)) < scatter(asked),
    b=scatter(fits(calls=2)) < 0.8 * scatter(asked),
    c=scatter(fits(draws=10 * DRAWS)) < 0.5 * scatter(asked),
    d=scatter(averaged()) < 0.5 * scatter(asked),
)
