"""Draws the validation scores of twenty equally good models and averages the largest."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

MODELS, ROWS, TRUTH = 20, 400, 0.8

rng = np.random.default_rng(23)
best = 100 * rng.binomial(ROWS, TRUTH, (50_000, MODELS)).max(axis=1).mean() / ROWS

assert_keys(**{name: abs(numbers(text)[0] - best) < 0.8 for name, text in OPTIONS.items()})
