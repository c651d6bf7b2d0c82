"""Runs gradient descent on separable rows and watches norm, gradient, direction and loss."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

# The widest margin is vertical: the classes' nearest rows lie at heights 1 and -1.
rows = np.array([[0.0, 1], [3, 1], [4, 2], [0, -1], [1, -1], [-2, -4]])
sign = np.array([1, 1, 1, -1, -1, -1])
design = np.column_stack([rows, np.ones(6)]) * sign[:, None]
WIDEST = np.array([0.0, 1.0])


def descend(weights, steps, rate=0.3):
    for _ in range(steps):
        weights = weights + rate * design.T @ (1 / (1 + np.exp(design @ weights))) / 6
    return weights


def angle(weights):
    return np.arccos(weights[:2] @ WIDEST / np.linalg.norm(weights[:2]))


def loss(weights):
    return np.log1p(np.exp(-design @ weights)).mean()


early = descend(np.zeros(3), 500)
later = descend(early, 8_000)
last = descend(later, 24_000)
norms = [np.linalg.norm(weights[:2]) for weights in (early, later, last)]
gradient = np.linalg.norm(design.T @ (1 / (1 + np.exp(design @ last)))) / 6
assert_keys(
    a=norms[1] - norms[0] > 1 and norms[2] - norms[1] > 0.5,
    b=gradient < 1e-9,
    c=angle(last) < angle(later) < angle(early) and angle(last) < 0.1,
    d=loss(last) < loss(later) / 2 < loss(early) / 4,
)
