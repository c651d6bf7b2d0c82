"""Simulates A/A tests that are looked at five times and stopped at the first p < 0.05."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

DAYS, TESTS, Z = 5, 100_000, 1.959964

rng = np.random.default_rng(4)
z = rng.normal(size=(TESTS, DAYS)).cumsum(axis=1) / np.sqrt(np.arange(1, DAYS + 1))
one_look = 100 * (np.abs(z[:, -1]) > Z).mean()
looks = 100 * (np.abs(z) > Z).any(axis=1).mean()
assert abs(one_look - 5) < 0.5
independent, added = 100 * (1 - 0.95**DAYS), 5.0 * DAYS
claimed = {name: numbers(text)[0] for name, text in OPTIONS.items()}
assert {5.0, round(independent), added} <= set(claimed.values()), "the slips"

assert_keys(**{name: abs(share - looks) < 1 for name, share in claimed.items()})
