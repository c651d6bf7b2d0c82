"""Integrated gradients of a saturating function, by summing along the path."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

AT, BASELINE, CEILING = 5.0, 0.0, 3.0

path = BASELINE + (AT - BASELINE) * (np.arange(10_000) + 0.5) / 10_000
gradient = (path < CEILING).astype(float)
attribution = (AT - BASELINE) * gradient.mean()
assert gradient[-1] == 0
assert np.isclose(attribution, min(AT, CEILING) - min(BASELINE, CEILING))

vanishes = np.isclose(attribution, 0)
assert OPTIONS == {"a": "True", "b": "False"}
assert_keys(a=vanishes, b=not vanishes)
