"""The table's share of squared distances between random rows of 12 and 768 coordinates."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

TABLE, TEXT = 12, 768

rows = np.random.default_rng(20).normal(size=(2, 1_500, TABLE + TEXT))
squares = ((rows[0] - rows[1]) ** 2).mean(axis=0)
share = 100 * squares[:TABLE].sum() / squares.sum()
assert abs(share - 100 * TABLE / (TABLE + TEXT)) < 0.2

assert_keys(**{name: abs(numbers(text)[0] - share) < 0.5 for name, text in OPTIONS.items()})
