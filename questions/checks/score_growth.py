"""Scales the projections of a head up and looks which change keeps its scores bounded."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SIZE = 64
rng = np.random.default_rng(6)
x = rng.normal(size=(50, SIZE))
query, key = rng.normal(size=(2, SIZE, SIZE)) / np.sqrt(SIZE)


def unit(rows):
    return rows / np.sqrt((rows**2).mean(axis=1, keepdims=True))


def largest(scale, *, norm=False):
    """The largest score once both projections have grown by `scale`."""
    q, k = x @ (scale * query), x @ (scale * key)
    q, k = (unit(q), unit(k)) if norm else (q, k)
    return np.abs(q @ k.T / np.sqrt(SIZE)).max()


def grown_by_clipped_steps(limit):
    """Scale of the projections after many steps of bounded size in one direction."""
    return 1 + sum(limit for _ in range(1_000))


assert largest(30) > 500 * largest(1)
bounded = 2 * largest(1)
assert_keys(
    a=largest(30) < bounded,  # dropout acts on weights after the softmax
    b=largest(grown_by_clipped_steps(0.05)) < bounded,
    c=largest(30) < bounded,  # the z-loss depends on output logits only
    d=largest(30, norm=True) < bounded,
)
