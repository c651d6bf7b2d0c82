"""Screening features on all rows makes pure noise look predictable; screening inside does not."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, FEATURES, KEPT, FOLDS, REPEATS = 50, 5000, 20, 10, 10


def screen(x, y):
    centred = x - x.mean(axis=0)
    return np.argsort(-np.abs(centred.T @ (y - y.mean())) / x.std(axis=0))[:KEPT]


def hits(x_train, y_train, x_test, y_test):
    distances = ((x_test[:, None, :] - x_train[None, :, :]) ** 2).sum(axis=2)
    return (y_train[distances.argmin(axis=1)] == y_test).sum()


def accuracy(x, y, *, screen_inside):
    total, kept = 0, screen(x, y)
    for test in np.array_split(np.arange(ROWS), FOLDS):
        train = np.setdiff1d(np.arange(ROWS), test)
        if screen_inside:
            kept = screen(x[train], y[train])
        total += hits(x[np.ix_(train, kept)], y[train], x[np.ix_(test, kept)], y[test])
    return total / ROWS


rng = np.random.default_rng(1)
reported, honest = [], []
for _ in range(REPEATS):
    x = rng.normal(size=(ROWS, FEATURES))
    y = rng.integers(0, 2, ROWS)
    reported.append(accuracy(x, y, screen_inside=False))
    honest.append(accuracy(x, y, screen_inside=True))

assert abs(np.mean(honest) - 0.5) < 0.1
near_chance = abs(np.mean(reported) - 0.5) < 0.1
assert_keys(a=near_chance, b=np.mean(reported) < 0.4, c=min(reported) > 0.7, d=near_chance)
