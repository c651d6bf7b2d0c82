"""Weights that make group and label independent, confirmed on the weighted counts."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

counts = np.array([[300.0, 300.0], [80.0, 320.0]])
"""Rows are the groups, columns positive and negative."""

shares = counts / counts.sum()
groups, labels = shares.sum(axis=1), shares.sum(axis=0)
weights = np.outer(groups, labels) / shares

weighted = counts * weights
assert np.allclose(weighted.sum(axis=1), counts.sum(axis=1))
assert np.allclose(weighted.sum(axis=0), counts.sum(axis=0))
assert np.allclose(weighted[:, 0] / weighted.sum(axis=1), labels[0])

assert_keys(
    **{name: abs(numbers(text)[0] - weights[1, 0]) < 0.005 for name, text in OPTIONS.items()}
)
