"""Adds up the covariance of one user's sessions, and simulates users."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

USERS, EACH, CORRELATION = 1_000, 20, 0.1

covariance = np.full((EACH, EACH), CORRELATION) + (1 - CORRELATION) * np.eye(EACH)
naive = 1 / np.sqrt(USERS * EACH)
true = np.sqrt(covariance.mean() / USERS)

rng = np.random.default_rng(35)
user = np.sqrt(CORRELATION) * rng.normal(size=(200, USERS, 1))
own = np.sqrt(1 - CORRELATION) * rng.normal(size=(200, USERS, EACH))
assert abs((user + own).mean(axis=(1, 2)).std() / true - 1) < 0.15

assert_value(true / naive)
