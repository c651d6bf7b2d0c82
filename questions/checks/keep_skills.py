"""Fine-tunes a linear model on narrow data and measures what is left of its old skill."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(8)
WIDTH, STEPS, BATCH = 30, 300, 32
skill = rng.normal(size=WIDTH)
shared = rng.normal(size=(10, WIDTH)) / np.sqrt(WIDTH)
ticket_target = skill + rng.normal(size=WIDTH)


def tickets(count, loud=1.0):
    rows = rng.normal(size=(count, 10)) @ shared
    return loud * rows, loud * rows @ ticket_target


def general(count):
    rows = rng.normal(size=(count, WIDTH))
    return rows, rows @ skill


def lost(*, replay=0, decay=0.0, hold=0.0, loud=1.0, rate=0.02):
    weights = skill.copy()
    for step in range(STEPS):
        rows, wanted = tickets(BATCH, loud)
        gradient = rows.T @ (rows @ weights - wanted) / BATCH
        if replay:
            rows, wanted = general(replay)
            gradient += rows.T @ (rows @ weights - wanted) / BATCH
        gradient += decay * weights + hold * (weights - skill)
        weights -= rate * min(1.0, step / 60 if rate > 0.02 else 1.0) * gradient
    rows, wanted = general(2_000)
    return float(np.mean((rows @ weights - wanted) ** 2))


plain = lost()
assert plain > 1
assert_keys(
    a=lost(replay=16) < 0.7 * plain,
    b=lost(decay=0.3) < 0.7 * plain,
    c=lost(hold=0.3) < 0.7 * plain,
    d=lost(loud=1.5) < 0.7 * plain,
    e=lost(rate=0.06) < 0.7 * plain,
)
