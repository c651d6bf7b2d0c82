"""Draws two correlated months, picks the lowest tenth of the first, and looks at the second."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

CORRELATION, GAP = 0.6, 10

rng = np.random.default_rng(31)
may = rng.normal(size=1_000_000)
june = CORRELATION * may + np.sqrt(1 - CORRELATION**2) * rng.normal(size=may.size)
lowest = may <= np.quantile(may, 0.1)
scale = GAP / -may[lowest].mean()
rise = scale * (june[lowest].mean() - may[lowest].mean())

assert_value(rise, within=0.01)
