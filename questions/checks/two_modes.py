"""Scores one network in both modes, and repairs one suspect after the other."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, WIDTH, BATCH = 2_048, 16, 64

rng = np.random.default_rng(44)
label = rng.integers(0, 2, ROWS)
features = rng.normal(size=(ROWS, WIDTH)) + 0.45 * (2 * label - 1)[:, None]
features = 4 * features + 30
weights = np.ones(WIDTH)
stored = {"mean": np.zeros(WIDTH), "spread": np.ones(WIDTH)}


def accuracy(statistics, drop=0.0, truth=label):
    """The share of right answers, with a batch's own statistics if none are given."""
    right = []
    for start in range(0, ROWS, BATCH):
        x = features[start : start + BATCH]
        mean, spread = statistics or (x.mean(axis=0), x.std(axis=0))
        kept = rng.uniform(size=x.shape) >= drop
        score = ((x - mean) / spread * kept / (1 - drop)) @ weights
        right.append((score > 0) == truth[start : start + BATCH])
    return np.mean(right)


training = accuracy(None, drop=0.2)
evaluation = accuracy((stored["mean"], stored["spread"]))
assert training > 0.9
assert evaluation < 0.65
recomputed = features.mean(axis=0), features.std(axis=0)
noisy = np.where(rng.uniform(size=ROWS) < 0.1, 1 - label, label)


def explains(gap):
    return gap > 0.25


assert_keys(
    a=explains(accuracy(None) - accuracy(None, drop=0.2)),
    b=explains(accuracy(recomputed) - evaluation),
    c=explains(accuracy(recomputed, truth=noisy) - accuracy(None, truth=noisy)),
    d=explains(accuracy(recomputed) - accuracy(None)),
)
