"""Averages the cross-entropy of logits near zero."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

CLASSES = 1_000

rng = np.random.default_rng(43)
logits = rng.normal(scale=0.01, size=(2_000, CLASSES))
labels = rng.integers(0, CLASSES, 2_000)
log_sum = np.log(np.exp(logits).sum(axis=1))

assert_value((log_sum - logits[np.arange(2_000), labels]).mean(), within=0.002)
