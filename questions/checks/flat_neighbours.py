"""Simulates neighbours and new targets."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

NOISE, NEIGHBOURS, REPEATS = 6, 12, 200_000

rng = np.random.default_rng(8)
predicted = rng.normal(0, NOISE, (REPEATS, NEIGHBOURS)).mean(axis=1)
simulated = ((rng.normal(0, NOISE, REPEATS) - predicted) ** 2).mean()
exact = NOISE**2 / NEIGHBOURS + NOISE**2
assert abs(simulated - exact) < 0.02 * exact

assert_value(exact, within=0.001)
