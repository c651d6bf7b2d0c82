"""The share of queries whose nearest passages all belong to other tenants."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

TENANTS, FETCHED, QUERIES = 1_000, 100, 20_000

rng = np.random.default_rng(26)
left = (rng.integers(TENANTS, size=(QUERIES, FETCHED)) == 0).sum(axis=1)
empty = 100 * (left == 0).mean()
assert abs(empty - 100 * (1 - 1 / TENANTS) ** FETCHED) < 1

assert_keys(**{name: abs(numbers(text)[0] - empty) < 2 for name, text in OPTIONS.items()})
