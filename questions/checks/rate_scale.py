"""The share of uniform draws above a bound, by counting them."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

LOW, HIGH, BOUND = 1e-5, 1e-1, 1e-2

draws = np.random.default_rng(1).uniform(LOW, HIGH, 200_000)
share = 100 * (draws > BOUND).mean()
exact = 100 * (HIGH - BOUND) / (HIGH - LOW)
assert abs(share - exact) < 0.5

assert_keys(**{name: abs(numbers(text)[0] - exact) < 1 for name, text in OPTIONS.items()})
