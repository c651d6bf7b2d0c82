"""Fits a lasso to random halves, with two near copies among the features."""

import sys
from itertools import product
from operator import itemgetter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, FITS, PENALTY = 400, 100, 0.3

first = itemgetter(0)
rng = np.random.default_rng(14)
signal = rng.normal(size=ROWS)
twins = signal[:, None] + rng.normal(0, 0.01, (ROWS, 2))
weaker, useless = rng.normal(size=(ROWS, 2)), rng.normal(size=(ROWS, 4))
x = np.column_stack([twins, weaker, useless])
y = 2 * signal + weaker @ [1.0, 1.0] + rng.normal(0, 1, ROWS)


def pair(gram, moment):
    """The exact lasso of two features: the best of all patterns of signs."""
    best = (0.0, np.zeros(2))
    for signs in product((-1, 0, 1), repeat=2):
        used = np.flatnonzero(signs)
        pull = moment - PENALTY * np.array(signs)
        weights = np.zeros(2)
        if used.size:
            weights[used] = np.linalg.solve(gram[np.ix_(used, used)], pull[used])
        if (np.sign(weights) == signs).all():
            best = min(best, (weights @ gram @ weights / 2 - pull @ weights, weights), key=first)
    return best[1]


def lasso(x, y):
    """Descent by coordinates, the twins together, on half the mean squared error plus penalty."""
    gram, moment = x.T @ x / len(x), x.T @ y / len(x)
    weights = np.zeros(x.shape[1])
    for _ in range(6):
        weights[:2] = pair(gram[:2, :2], moment[:2] - gram[:2, 2:] @ weights[2:])
        for j in range(2, len(weights)):
            pull = moment[j] - gram[j] @ weights + gram[j, j] * weights[j]
            weights[j] = np.sign(pull) * max(abs(pull) - PENALTY, 0) / gram[j, j]
    return weights


halves = [rng.permutation(ROWS)[: ROWS // 2] for _ in range(FITS)]
fits = np.array([lasso(x[half], y[half]) for half in halves])
chosen = np.abs(fits) > 1e-9
share = chosen.mean(axis=0)
assert ((share[:2] > 0.35) & (share[:2] < 0.65)).all(), "about half of the fits select each twin"
found_pair = chosen[:, :2].any(axis=1).mean() > 0.95
found_weaker = share[2:4].min() > 0.8
assert_keys(
    a=not found_weaker,
    b=not found_pair,
    c=found_pair and found_weaker,
    d=(fits[:, 0] * fits[:, 1] < 0).mean() > 0.1,
)
