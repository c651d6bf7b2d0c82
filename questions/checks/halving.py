"""Runs successive halving on learning curves that cross, as it is and with each change."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

LAST, NOISE, REPEATS = 64, 0.01, 60

rng = np.random.default_rng(12)


def accuracy(rate, epochs):
    """High rates (1) rise fast to a low ceiling, low rates (0) slowly to a high one."""
    return (0.95 - 0.25 * rate) * (1 - np.exp(-epochs * (0.15 + 1.5 * rate)))


def halving(configurations, epochs, keep=2, seeds=1):
    """Return the final accuracy of the configuration that is left, and the epochs spent."""
    rates, spent = rng.uniform(size=configurations), 0.0
    while True:
        noise = NOISE * rng.normal(size=(seeds, len(rates))).mean(axis=0)
        spent += seeds * epochs * len(rates)
        rates = rates[np.argsort(-(accuracy(rates, epochs) + noise))]
        if epochs >= LAST:
            return accuracy(rates[0], LAST), spent
        rates, epochs = rates[: max(1, len(rates) // keep)], epochs * keep


def run(**settings):
    results = np.array([halving(**settings) for _ in range(REPEATS)])
    return results.mean(axis=0)


asked, cost = run(configurations=64, epochs=1)
fewer, fewer_cost = run(configurations=10, epochs=16)
assert abs(fewer_cost / cost - 1) < 0.1, "the costs must be alike"
best = accuracy(0.0, LAST)
assert best - asked > 0.05, "as it is, low rates must be cut"


def mends(result):
    return best - result < (best - asked) / 2


assert_keys(
    a=mends(run(configurations=64, epochs=1, seeds=5)[0]),
    b=mends(run(configurations=64, epochs=1, keep=4)[0]),
    c=mends(run(configurations=128, epochs=0.5)[0]),
    d=mends(fewer),
)
