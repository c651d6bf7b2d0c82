"""Compares the variance before batch normalisation with dropout and without."""

import sys
from math import pi
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

RATE, UNITS, ROWS = 0.2, 50, 20_000

rng = np.random.default_rng(10)
x = np.maximum(rng.normal(size=(ROWS, UNITS)), 0)
kept = rng.uniform(size=x.shape) >= RATE
weights = rng.normal(size=(UNITS, 200))
training = ((x * kept / (1 - RATE)) @ weights).var(axis=0)
evaluation = (x @ weights).var(axis=0)
simulated = (training / evaluation).mean()
mean_square = 1 / (2 * pi)
exact = (0.5 / (1 - RATE) - mean_square) / (0.5 - mean_square)
assert abs(simulated - exact) < 0.01 * exact

assert_value(exact, within=0.001)
