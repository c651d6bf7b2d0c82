"""Hires by the sum of independent scores and correlates them among all and among the hired."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

APPLICANTS = 200_000

rng = np.random.default_rng(11)
test, talk = rng.normal(size=(2, APPLICANTS))


def correlation(chosen):
    return np.corrcoef(test[chosen], talk[chosen])[0, 1]


def best_fifth(score):
    return score >= np.quantile(score, 0.8)


everybody = correlation(test < np.inf)
hired = correlation(best_fifth(test + talk))
noisy = np.corrcoef(test + rng.normal(size=APPLICANTS), talk + rng.normal(size=APPLICANTS))
assert abs(hired + 0.64) < 0.01, "the figure of the stem"
assert_keys(
    a=everybody < -0.05,
    b=hired < -0.6 and abs(everybody) < 0.02,
    c=noisy[0, 1] < -0.05,
    d=everybody < -0.05,
)
