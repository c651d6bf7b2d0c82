"""Runs gradient descent on separable rows and watches norm, gradient, direction and loss."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

# The widest margin is vertical: a row of either class lies right above or below the origin.
rows = np.array([[0.0, 1], [3, 1], [4, 2], [0, -1], [1, -1], [-2, -4]])
sign = np.array([1, 1, 1, -1, -1, -1])
design = rows * sign[:, None]
WIDEST = np.array([0.0, 1.0])


def descend(weights, steps, rate=0.3):
    for _ in range(steps):
        weights = weights + rate * design.T @ (1 / (1 + np.exp(design @ weights))) / 6
    return weights


def angle(weights):
    return np.arccos(weights @ WIDEST / np.linalg.norm(weights))


def loss(weights):
    return np.log1p(np.exp(-design @ weights)).mean()


early = descend(np.zeros(2), 500)
later = descend(early, 6_000)
last = descend(later, 18_000)
norms = [np.linalg.norm(weights) for weights in (early, later, last)]
gradient = np.linalg.norm(design.T @ (1 / (1 + np.exp(design @ last)))) / 6
assert_keys(
    a=norms[1] - norms[0] > 1 and norms[2] - norms[1] > 0.5,
    b=gradient < 1e-9,
    c=angle(last) < angle(later) < angle(early) and angle(last) < 0.1,
    d=loss(last) < loss(later) / 2 < loss(early) / 4,
)
