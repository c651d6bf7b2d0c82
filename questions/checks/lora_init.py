"""Trains an adapter from both zeros and from the usual start, by plain gradient descent."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH, RANK, STEPS, RATE = 6, 2, 300, 0.05

rng = np.random.default_rng(8)
frozen, wanted = rng.normal(size=(2, WIDTH, WIDTH))
x = rng.normal(size=(WIDTH, 200))


def train(b, a):
    losses = []
    for _ in range(STEPS):
        error = (frozen + b @ a - wanted) @ x
        losses.append((error**2).mean())
        gradient = error @ x.T / x.shape[1]
        b, a = b - RATE * gradient @ a.T, a - RATE * b.T @ gradient
    return b, a, losses


_, _, usual = train(np.zeros((WIDTH, RANK)), rng.normal(size=(RANK, WIDTH)))
assert usual[-1] < 0.8 * usual[0], "the usual start must learn"

b, a, losses = train(np.zeros((WIDTH, RANK)), np.zeros((RANK, WIDTH)))
learns = losses[-1] < losses[0]
assert_keys(
    a=not b.any() and not a.any(),
    b=b.any() and not a.any(),
    c=b.any() and a.any() and learns,
    d=np.linalg.matrix_rank(b @ a) == 1,
)
