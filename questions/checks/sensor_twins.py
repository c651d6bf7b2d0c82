"""Permutes ten near-copies singly and together under a ridge regression."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(9)


def rooms(n):
    temperature = rng.normal(20, 3, n)
    sensors = temperature[:, None] + 0.05 * rng.normal(size=(n, 10))
    return sensors - 20, temperature - 20 + 0.3 * rng.normal(size=n)


train, test = rooms(1_000), rooms(1_000)
weights = np.linalg.solve(train[0].T @ train[0] + 50 * np.eye(10), train[0].T @ train[1])
power = train[1].var()


def importance(data, columns, shuffles):
    """The rise of the squared error, as a share of the target's variance."""
    inputs, target = data
    before, rises = ((inputs @ weights - target) ** 2).mean(), []
    for _ in range(shuffles):
        moved = inputs.copy()
        moved[:, columns] = inputs[rng.permutation(len(inputs))][:, columns]
        rises.append(((moved @ weights - target) ** 2).mean() - before)
    return np.mean(rises) / power


assert importance(test, [0], 1) < 0.05
assert_keys(
    a=max(importance(test, [c], 50) for c in range(10)) > 0.5,
    b=importance(test, list(range(10)), 5) > 0.5,
    c=max(importance(train, [c], 5) for c in range(10)) > 0.5,
    d=abs(weights).max() > 0.5,
)
