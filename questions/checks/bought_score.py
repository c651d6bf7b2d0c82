"""What can be done with scores alone: thresholds by group, or calibration in each group."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

rng = np.random.default_rng(23)
POSITIVE, SHIFT = np.array([0.5, 0.2]), np.array([2.0, 1.0])
group = rng.integers(0, 2, 40_000)
label = (rng.random(40_000) < POSITIVE[group]).astype(int)
score = rng.normal(size=40_000) + label * SHIFT[group]


def rates(flagged):
    return np.array([flagged[(group == g) & (label == 1)].mean() for g in (0, 1)])


def gap(flagged):
    return abs(np.diff(rates(flagged))[0])


assert gap(score > 1) > 0.2
cuts = np.array([np.quantile(score[(group == g) & (label == 1)], 0.3) for g in (0, 1)])
odds = POSITIVE / (1 - POSITIVE) * np.exp(SHIFT * (score[:, None] - SHIFT / 2))
calibrated = (odds / (1 + odds))[np.arange(len(score)), group]
for g in (0, 1):
    high = (group == g) & (calibrated > 0.6)
    assert abs(calibrated[high].mean() - label[high].mean()) < 0.03
smallest = min(gap(calibrated > cut) for cut in np.linspace(0.1, 0.9, 17))

# Two of the methods act before or during training, to which the stem gives no access.
needs_training = {name: "training" in t or "loss" in t for name, t in OPTIONS.items()}
assert_keys(
    a=not needs_training["a"] and gap(score > cuts[group]) < 0.01,
    b=not needs_training["b"],
    c=not needs_training["c"] and smallest < 0.01,
    d=not needs_training["d"],
)
