"""Hands a fixed number of rides to requests, with half and with all riders treated."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

RIDERS, RIDES, LIFT = 20_000, 10_000, 0.10

rng = np.random.default_rng(2)
half = np.arange(RIDERS) % 2 == 0


def rides(treated):
    """Rides of each rider: every driver is taken by a random open request."""
    asked = rng.poisson(np.where(treated, 1 + LIFT, 1.0))
    requests = np.repeat(np.arange(RIDERS), asked)
    assert len(requests) > RIDES, "all drivers must be busy"
    served = rng.permutation(requests)[:RIDES]
    return np.bincount(served, minlength=RIDERS)


tests = [rides(half) for _ in range(20)]
lift = np.mean([t[half].sum() / t[~half].sum() for t in tests]) - 1
assert abs(lift - LIFT) < 0.02, "the test must show the lift of the stem"
before = np.mean([t.sum() for t in tests])
change = np.mean([rides(np.ones(RIDERS, bool)).sum() for _ in range(20)]) / before - 1


def near(claimed):
    return abs(change - claimed) < 0.02


assert_keys(a=near(0.10), b=near(0.05), c=near(0.0), d=near(-0.10))
