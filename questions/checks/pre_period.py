"""Adjusts simulated outcomes for the month before, and compares variances."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

USERS, CORRELATION = 20_000, 0.7

rng = np.random.default_rng(9)
before = rng.normal(size=500_000)
during = CORRELATION * before + np.sqrt(1 - CORRELATION**2) * rng.normal(size=before.size)
slope = np.cov(before, during)[0, 1] / before.var()
left = (during - slope * before).var() / during.var()
exact = 1 - CORRELATION**2
assert abs(left - exact) < 0.01

assert_value(USERS * exact, within=1e-6)
