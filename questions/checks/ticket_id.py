"""A small forest of fully grown trees on a random ticket number and a predictive binary feature."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, TREES = 150, 25
rng = np.random.default_rng(12)


def tickets(n):
    useful = rng.integers(0, 2, n)
    label = np.where(rng.uniform(size=n) < 0.7, useful, 1 - useful)
    return np.column_stack([rng.uniform(size=n), useful]), label


def grow(x, y, gains, splits):
    """Grow until pure; add each split's decrease in impurity and count it."""
    if y.min() == y.max() or (x == x[0]).all():
        return y.mean()
    best = (-1.0, 0, 0.0)
    for column in range(2):
        order = np.argsort(x[:, column], kind="stable")
        value, ones = x[order, column], np.cumsum(y[order])
        left = np.arange(1, len(y))
        p, q = ones[:-1] / left, (ones[-1] - ones[:-1]) / (len(y) - left)
        impurity = 2 * (left * p * (1 - p) + (len(y) - left) * q * (1 - q))
        whole = 2 * len(y) * y.mean() * (1 - y.mean())
        drop = np.where(value[1:] > value[:-1], whole - impurity, -1)
        at = int(drop.argmax())
        best = max(best, (drop[at], column, (value[at] + value[at + 1]) / 2))
    drop, column, cut = best
    gains[column] += drop
    splits[column] += 1
    low = x[:, column] <= cut
    return column, cut, grow(x[low], y[low], gains, splits), grow(x[~low], y[~low], gains, splits)


def leaf(tree, row):
    while isinstance(tree, tuple):
        tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
    return tree


train, test = tickets(ROWS), tickets(ROWS)
gains, splits, forest = np.zeros(2), np.zeros(2), []
for _ in range(TREES):
    rows = rng.integers(0, ROWS, ROWS)
    forest.append(grow(train[0][rows], train[1][rows], gains, splits))


def accuracy(x, y):
    return np.mean(
        [(np.mean([leaf(t, r) for t in forest]) > 0.5) == v for r, v in zip(x, y, strict=True)]
    )


def permuted(data, column):
    drops = []
    for _ in range(4):
        moved = data[0].copy()
        moved[:, column] = rng.permutation(moved[:, column])
        drops.append(accuracy(*data) - accuracy(moved, data[1]))
    return np.mean(drops)


def small(ticket, useful):
    return ticket < 0.3 * useful


assert gains[0] > gains[1]
assert_keys(
    a=small(*gains),
    b=small(*splits),
    c=small(permuted(train, 0), permuted(train, 1)),
    d=small(permuted(test, 0), permuted(test, 1)),
)
