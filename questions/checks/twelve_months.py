"""Fits all twelve indicators by two ways that both reach the least squared error."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(12)
month = np.concatenate([np.arange(12), rng.integers(0, 12, 600)])
target = 50 + 10 * np.sin(month) + rng.normal(0, 3, month.size)
indicators = np.eye(12)
design = np.column_stack([np.ones(month.size), indicators[month]])

shortest = np.linalg.lstsq(design, target, rcond=None)[0]
dropped = np.append(np.linalg.lstsq(design[:, :-1], target, rcond=None)[0], 0.0)
losses = [((design @ weights - target) ** 2).sum() for weights in (shortest, dropped)]
assert np.isclose(*losses), "both must reach the least possible error"

months = np.column_stack([np.ones(12), indicators])
weights_differ = np.abs(shortest - dropped).max() > 1
predictions_differ = np.abs(months @ (shortest - dropped)).max() > 1e-6
assert_keys(
    a=not weights_differ and not predictions_differ,
    b=predictions_differ and not weights_differ,
    c=weights_differ and predictions_differ,
    d=weights_differ and not predictions_differ,
)
