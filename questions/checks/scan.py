"""Computes the recurrence by merging steps in rounds, and tries the other explanations."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_keys

STEPS = 4_096

rng = np.random.default_rng(53)
a, b = rng.uniform(0.9, 1.0, STEPS), rng.normal(size=STEPS)


def chain(step):
    states = [0.0]
    for t in range(STEPS):
        states.append(step(states[-1], t))
    return np.array(states[1:])


def scan(a, b):
    """Merge each step with the one a distance before it, and double the distance."""
    rounds, distance = 0, 1
    while distance < STEPS:
        earlier_a = np.concatenate([np.ones(distance), a[:-distance]])
        earlier_b = np.concatenate([np.zeros(distance), b[:-distance]])
        a, b = a * earlier_a, a * earlier_b + b
        rounds, distance = rounds + 1, 2 * distance
    return b, rounds


wanted = chain(lambda h, t: a[t] * h + b[t])
merged, rounds = scan(a, b)
assert f"about {rounds} dependent rounds" in ITEM["stem"]

gated, _ = scan(a, np.tanh(b))
assert not np.allclose(gated, chain(lambda h, t: a[t] * h + np.tanh(b[t] + h)))

kernel = a.mean() ** np.arange(STEPS)
convolved = np.convolve(b, kernel)[:STEPS]
window = 64
cut = np.convolve(b, np.where(np.arange(STEPS) < window, kernel, 0))[:STEPS]
depends = chain(lambda h, t: a[t] * (h + 1e-3 * (t == 9)) + b[t])
assert_keys(
    a=np.array_equal(depends[10:], wanted[10:]),
    b=np.allclose(convolved, wanted),
    c=np.allclose(cut, wanted),
    d=np.allclose(merged, wanted) and rounds == 12,
)
