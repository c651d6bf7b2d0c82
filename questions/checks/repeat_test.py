"""Repeats a test whose true effect is the one that gave p = 0.05."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

Z = 1.959964

rng = np.random.default_rng(36)
again = np.abs(rng.normal(Z, 1, 400_000)) > Z
about_half = abs(again.mean() - 0.5) < 0.01

assert OPTIONS == {"a": "True", "b": "False"}
assert_keys(a=about_half, b=not about_half)
