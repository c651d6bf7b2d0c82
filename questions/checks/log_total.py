"""Draws errors on the log scale, and adds up their exponentials."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

SPREAD, ROWS = 0.8, 2_000_000

rng = np.random.default_rng(4)
predicted = rng.normal(3, 1, ROWS)
truth = predicted + rng.normal(0, SPREAD, ROWS)
factor = np.exp(truth).sum() / np.exp(predicted).sum()
assert abs(factor - np.exp(SPREAD**2 / 2)) < 0.02

assert_value(np.exp(SPREAD**2 / 2))
