"""Integrates the ROC curve by trapezoids, and counts the pairs."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

positive, negative = np.array([0.9, 0.6, 0.4]), np.array([0.7, 0.4, 0.2, 0.1])

pairs = np.sign(positive[:, None] - negative).mean() / 2 + 0.5
cuts = [2.0, *np.unique(np.append(positive, negative))[::-1]]
tpr = np.array([(positive >= cut).mean() for cut in cuts])
fpr = np.array([(negative >= cut).mean() for cut in cuts])
area = (np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2).sum()
assert np.isclose(area, pairs)

assert_value(area, within=0.001)
