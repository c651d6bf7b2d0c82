"""Tests the split, and lets users who convert badly get lost in the treatment arm."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_keys

CONTROL, TREATMENT, LOST = 100_500, 98_500, 0.02

assert f"{CONTROL:,}" in ITEM["stem"]
assert f"{TREATMENT:,}" in ITEM["stem"]
z = (CONTROL - TREATMENT) / np.sqrt(CONTROL + TREATMENT)

rng = np.random.default_rng(32)
raw, weighted, trimmed = [], [], []
for _ in range(40):
    slow = rng.uniform(size=(2, 100_000)) < 0.1
    bought = rng.uniform(size=slow.shape) < np.where(slow, 0.02, 0.1)
    lost = slow[1] & (rng.uniform(size=slow.shape[1]) < LOST / 0.1)
    control, treated = bought[0], bought[1][~lost]
    kept = rng.permutation(control)[: treated.size]
    raw.append(treated.mean() - control.mean())
    weighted.append(np.average(treated, weights=np.full(treated.size, 1 / treated.size)))
    weighted[-1] -= np.average(control, weights=np.full(control.size, 1 / control.size))
    trimmed.append(treated.mean() - kept.mean())


def biased(lifts):
    """Whether a lift shows although the treatment does nothing."""
    return np.mean(lifts) > 3 * np.std(lifts) / np.sqrt(len(lifts))


assert_keys(
    a=abs(z) < 3,
    b=not biased(weighted),
    c=not biased(trimmed),
    d=abs(z) > 4 and biased(raw),
)
