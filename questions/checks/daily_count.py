"""The error of an average of noisy counts."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

SCALE, DAYS = 10, 50

average = np.random.default_rng(0).laplace(scale=SCALE, size=(20_000, DAYS)).mean(axis=1)
exact = np.sqrt(2) * SCALE / np.sqrt(DAYS)
assert abs(average.std() / exact - 1) < 0.02
assert_value(exact)
