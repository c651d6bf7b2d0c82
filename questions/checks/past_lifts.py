"""Draws true lifts with measurements of them, and regresses the one on the other."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

SPREAD, ERROR, MEASURED = 1.0, 1.5, 3.0

rng = np.random.default_rng(3)
lifts = rng.normal(0, SPREAD, 1_000_000)
measured = lifts + rng.normal(0, ERROR, lifts.size)
near = np.abs(measured - MEASURED) < 0.1
expected = MEASURED * SPREAD**2 / (SPREAD**2 + ERROR**2)
assert abs(lifts[near].mean() - expected) < 0.03

assert_value(expected)
