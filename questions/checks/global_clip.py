"""Scales both gradients by one factor."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

LIMIT = 10

first, second = np.full(4, 15.0), np.array([0.0, 40.0])
assert np.linalg.norm(first) == 30
whole = np.linalg.norm(np.concatenate([first, second]))

clipped = np.linalg.norm(first * min(1, LIMIT / whole))
assert_keys(**{name: abs(clipped - numbers(text)[0]) < 0.1 for name, text in OPTIONS.items()})
