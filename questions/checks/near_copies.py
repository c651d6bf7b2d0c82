"""Fits three linear models to bootstrap samples with two nearly equal features."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, RUNS, CORRELATION = 100, 200, 0.999

rng = np.random.default_rng(26)
cholesky = np.linalg.cholesky([[1, CORRELATION], [CORRELATION, 1]])


def sample(rows):
    x = rng.normal(size=(rows, 2)) @ cholesky.T
    return x, x.sum(axis=1) + rng.normal(size=rows)


def ridge(x, y, penalty):
    return np.linalg.solve(x.T @ x + penalty * np.eye(2), x.T @ y)


def lasso(x, y, penalty=20.0, sweeps=2_000):
    gram, target, w = x.T @ x, x.T @ y, np.zeros(2)
    for _ in range(sweeps):
        for j in (0, 1):
            rest = target[j] - gram[j, 1 - j] * w[1 - j]
            w[j] = np.sign(rest) * max(abs(rest) - penalty, 0) / gram[j, j]
    return w


x, y = sample(ROWS)
new, _ = sample(500)
draws = [rng.integers(0, ROWS, ROWS) for _ in range(RUNS)]
least = np.array([ridge(x[d], y[d], 0) for d in draws])
shared = np.array([ridge(x[d], y[d], 10) for d in draws])
sparse = np.array([lasso(x[d], y[d]) for d in draws[:80]])

zero = (sparse == 0).mean(axis=0)
predictions = (new @ least.T).std(axis=1).mean()
assert_keys(
    a=least.std(axis=0).min() > 5 * least.sum(axis=1).std(),
    b=zero.sum() > 0.5 and zero.min() > 0,
    c=np.abs(shared[:, 0] - shared[:, 1]).mean() < 0.2 * shared.mean(),
    d=predictions > 0.5 * least.std(axis=0).min(),
)
