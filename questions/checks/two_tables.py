"""Interventional SHAP values of one linear prediction against two background tables."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WEIGHTS, ROW = np.array([2.0, -1.0]), np.array([5.0, 1.0])


def values(rows):
    """Average both orders of two features over a background, by brute force."""

    def mean(known):
        filled = rows.copy()
        filled[:, known] = ROW[known]
        return (filled @ WEIGHTS).mean()

    first = (mean([0]) - mean([]) + mean([0, 1]) - mean([1])) / 2
    second = (mean([1]) - mean([]) + mean([0, 1]) - mean([0])) / 2
    alone, last = mean([0]) - mean([]), mean([0, 1]) - mean([1])
    return first, second, alone - last


rng = np.random.default_rng(0)
everybody = rng.normal([3.0, 1.0], 1.0, size=(20_000, 2))
approved = rng.normal([6.0, 0.5], 1.0, size=(20_000, 2))
(first, rest, mixed), (second, other_rest, _) = values(everybody), values(approved)
assert abs(first - 4) < 0.1
assert abs(second + 2) < 0.1

part = [values(approved[start::4])[0] for start in range(4)]
assert_keys(
    a=abs(mixed) > 1e-6,
    b=approved[:, 0].mean() > ROW[0] > everybody[:, 0].mean(),
    c=np.std(part) > 1,
    d=abs(first + rest - second - other_rest) < 0.1,
)
