"""Plays rounds of drafting and checking, and holds the closed form against them."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

ACCEPTED, DRAFTS, COST = 0.8, 4, 0.1

passed = np.random.default_rng(2).random((200_000, DRAFTS)) < ACCEPTED
tokens = 1 + np.cumprod(passed, axis=1).sum(axis=1)
exact = (1 - ACCEPTED ** (DRAFTS + 1)) / (1 - ACCEPTED)
assert abs(tokens.mean() - exact) < 0.02
assert_value(exact / (1 + DRAFTS * COST))
