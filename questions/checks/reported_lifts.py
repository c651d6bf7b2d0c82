"""Averages the estimates that pass, by formula and by simulation."""

import sys
from math import erfc, exp, pi, sqrt
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

TRUE, LIMIT = 1.0, 1.96

estimates = np.random.default_rng(6).normal(TRUE, 1, 2_000_000)
simulated = estimates[estimates > LIMIT].mean() / TRUE
gap = LIMIT - TRUE
exact = (TRUE + exp(-gap * gap / 2) / sqrt(2 * pi) / (erfc(gap / sqrt(2)) / 2)) / TRUE
assert abs(simulated - exact) < 0.01

assert_value(exact)
