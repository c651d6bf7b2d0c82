"""Looks for the lowest smoothed loss, and tries what each explanation promises."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

CLASSES, SMOOTHED, SEEN = 10, 0.1, 0.50

target = np.full(CLASSES, SMOOTHED / CLASSES)
target[0] += 1 - SMOOTHED


def loss(logits):
    return -(target * (logits - np.log(np.exp(logits).sum()))).sum()


gaps = np.linspace(0, 30, 3001)
losses = np.array([loss(np.array([gap] + [0.0] * (CLASSES - 1))) for gap in gaps])
floor = losses.min()
rng = np.random.default_rng(13)
others = [loss(rng.normal(0, 3, CLASSES)) for _ in range(2000)]
assert min(others) > floor, "no other logits may lie lower"
all_right_loss = floor

assert_keys(
    a=floor < SEEN - 0.01,
    b=losses[-1] < SEEN - 0.01,
    c=all_right_loss < SEEN - 0.01,
    d=abs(floor - SEEN) < 0.005,
)
