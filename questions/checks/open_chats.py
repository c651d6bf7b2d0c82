"""Simulates arrivals and stays, and counts the requests that are open."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

RATE, FIRST, TOKENS, GAP = 6, 0.5, 500, 0.03

rng = np.random.default_rng(6)
arrivals = np.cumsum(rng.exponential(1 / RATE, 200_000))
stays = FIRST + GAP * rng.geometric(1 / TOKENS, len(arrivals))
moments = np.linspace(arrivals[2_000], arrivals[-2_000], 5_000)
opened = np.searchsorted(arrivals, moments)
closed = np.searchsorted(np.sort(arrivals + stays), moments)
computed = RATE * (FIRST + TOKENS * GAP)
assert abs((opened - closed).mean() - computed) < 0.03 * computed
assert_value(computed)
