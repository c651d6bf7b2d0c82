"""Least squares over all masks of a six-word text, equally weighted."""

import sys
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

masks = np.array(list(product((0, 1), repeat=6)), dtype=float)
scores = masks[:, 0] * masks[:, 1]
design = np.column_stack([np.ones(len(masks)), masks])
intercept, *weights = np.linalg.lstsq(design, scores, rcond=None)[0]
assert np.isclose(intercept, -0.25)
assert np.allclose(weights[2:], 0)

assert_value(weights[0])
