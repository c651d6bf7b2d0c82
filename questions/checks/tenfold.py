"""Scales weights before a batch normalisation, and measures outputs, gradients and turns."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

RATE = 1e-3

rng = np.random.default_rng(10)
x, target = rng.normal(size=(64, 8)), rng.normal(size=64)
w = rng.normal(size=8)


def outputs(w):
    z = x @ w
    return np.maximum((z - z.mean()) / z.std(), 0)


def loss(w):
    return ((outputs(w) - target) ** 2).mean()


def gradient(w):
    near = 1e-5 * np.linalg.norm(w)
    return np.array([(loss(w + near * e) - loss(w - near * e)) / (2 * near) for e in np.eye(8)])


def turn(w, step):
    new = w - step
    return np.arccos(min(1.0, w @ new / np.linalg.norm(w) / np.linalg.norm(new)))


def sgd(w):
    return turn(w, RATE * gradient(w))


def adam(w):
    return turn(w, RATE * np.sign(gradient(w)))


def penalty(w):
    return (w**2).sum()


def is_ratio(of, expected):
    return abs(of(10 * w) / of(w) / expected - 1) < 0.02


same = np.allclose(outputs(w), outputs(10 * w))
assert_keys(
    a=same,
    b=is_ratio(lambda v: np.linalg.norm(gradient(v)), 0.1),
    c=is_ratio(sgd, 0.01),
    d=is_ratio(adam, 1.0),
    e=not same and penalty(10 * w) > penalty(w),
)
