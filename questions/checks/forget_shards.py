"""The expected number of shards that hold at least one of the rows to delete."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

SHARDS, REQUESTS = 20, 10

drawn = np.sort(np.random.default_rng(0).integers(0, SHARDS, (50_000, REQUESTS)), axis=1)
hit = 1 + (np.diff(drawn, axis=1) > 0).sum(axis=1)
exact = SHARDS * (1 - (1 - 1 / SHARDS) ** REQUESTS)
assert abs(hit.mean() / exact - 1) < 0.01
assert_value(exact)
