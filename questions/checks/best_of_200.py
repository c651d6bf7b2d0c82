"""The validation accuracy of the best of 200 equally good models."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

MODELS, EXAMPLES, TRUTH = 200, 400, 0.8

right = np.random.default_rng(6).binomial(EXAMPLES, TRUTH, size=(2_000, MODELS))
winner = 100 * (right.max(axis=1) / EXAMPLES).mean()
assert abs(100 * right.mean() / EXAMPLES - 80) < 0.1

assert_keys(**{name: abs(numbers(text)[0] - winner) < 1 for name, text in OPTIONS.items()})
