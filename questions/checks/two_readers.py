"""Wrong labels that two independent reviewers both missed, by capture and recapture."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

FIRST, SECOND, SHARED = 40, 30, 12

total = FIRST * SECOND / SHARED
missed = total - (FIRST + SECOND - SHARED)

rng = np.random.default_rng(0)
found = rng.uniform(size=(20_000, 2, int(total))) < np.array([[FIRST], [SECOND]]) / total
assert abs((~found.any(axis=1)).sum(axis=1).mean() - missed) < 0.5
assert_value(missed)
