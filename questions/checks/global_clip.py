"""Scales both gradients by one factor."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

LIMIT = 10

first, second = np.full(4, 15.0), np.array([0.0, 40.0])
assert np.linalg.norm(first) == 30
whole = np.linalg.norm(np.concatenate([first, second]))

assert_value(np.linalg.norm(first * min(1, LIMIT / whole)), within=1e-9)
