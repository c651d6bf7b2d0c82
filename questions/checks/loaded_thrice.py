"""Fits each model to a table and to the table loaded three times."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(3)
x = rng.normal(size=(100, 2))
y = np.sin(2 * x[:, 0]) + x[:, 1] + rng.normal(0, 0.3, 100)
new = rng.normal(size=(40, 2))


def linear(x, y, penalty):
    centre, mean = x.mean(axis=0), y.mean()
    gram = (x - centre).T @ (x - centre) + penalty * np.eye(2)
    return mean + (new - centre) @ np.linalg.solve(gram, (x - centre).T @ (y - mean))


def neighbours(x, y):
    distance = ((new[:, None] - x) ** 2).sum(axis=2)
    return y[np.argsort(distance, axis=1, kind="stable")[:, :3]].mean(axis=1)


def cost(y):
    return ((y - y.mean()) ** 2).sum()


def tree(x, y, new, depth, least):
    """The predictions of a regression tree, grown greedily."""
    cuts = []
    for feature in (0, 1) if depth and len(y) >= 2 * least else ():
        for cut in np.unique(x[:, feature])[:-1]:
            left = x[:, feature] <= cut
            if min(left.sum(), (~left).sum()) >= least:
                cuts.append((round((cost(y[left]) + cost(y[~left])) / len(y), 9), feature, cut))
    if not cuts:
        return np.full(len(new), y.mean())
    _, feature, cut = min(cuts)
    left, goes = x[:, feature] <= cut, new[:, feature] <= cut
    predicted = np.empty(len(new))
    predicted[goes] = tree(x[left], y[left], new[goes], depth - 1, least)
    predicted[~goes] = tree(x[~left], y[~left], new[~goes], depth - 1, least)
    return predicted


thrice = np.tile(x, (3, 1)), np.tile(y, 3)


def changes(model, *settings):
    return np.abs(model(x, y, *settings) - model(*thrice, *settings)).max() > 1e-6


assert_keys(
    a=changes(linear, 0.0),
    b=changes(neighbours),
    c=changes(linear, 10.0),
    d=changes(tree, new, 4, 1),
    e=changes(tree, new, 9, 20),
)
