"""Applies a temperature and then top-p to three tokens."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

scores = np.log([0.5, 0.3, 0.2]) / 0.5
heated = np.exp(scores) / np.exp(scores).sum()
kept = np.searchsorted(np.cumsum(heated), 0.85) + 1
likely = heated[0] / heated[:kept].sum()
assert_keys(**{name: abs(numbers(text)[0] - likely) < 0.006 for name, text in OPTIONS.items()})
