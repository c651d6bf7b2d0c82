"""Adds up both days of the ramp and compares arms by day and in total."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

users = np.array([[100_000, 500_000], [900_000, 500_000]])  # new and old page, by day
rate = np.array([[0.022, 0.011], [0.020, 0.010]])

total = (users * rate).sum(axis=1) / users.sum(axis=1)
assert np.allclose(total, [0.0128, 0.0164], atol=5e-5)
error = np.sqrt((rate * (1 - rate) / users).sum(axis=0))
lead = rate[0] - rate[1]
share = users / users.sum(axis=1, keepdims=True)
weaker = rate[1].argmin()
same_shares = (share.mean(axis=0) * rate).sum(axis=1)
assert_keys(
    a=(lead / error < 3).any(),
    b=(lead < 0).any(),
    c=share[0, weaker] > 0.5 > share[1, weaker] and same_shares[0] > same_shares[1],
    d=lead[1] / rate[1, 1] < 0.9 * lead[0] / rate[1, 0],
)
