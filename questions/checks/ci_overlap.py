"""Intervals of two means can overlap while the difference is significant."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

Z = 1.959964

gaps = np.linspace(0, 6, 601)
overlap = gaps - Z < Z
significant = gaps / np.sqrt(2) > Z
possible = bool((overlap & significant).any())

assert OPTIONS == {"a": "True", "b": "False"}
assert_keys(a=possible, b=not possible)
