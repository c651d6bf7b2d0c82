"""Enumerates the largest full grid within the budget and counts its learning rates."""

import itertools
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

TRIALS, AXES = 64, 6

values = max(k for k in range(1, TRIALS + 1) if k**AXES <= TRIALS)
grid = list(itertools.product(range(values), repeat=AXES))
assert len(grid) == TRIALS
by_grid = len({trial[0] for trial in grid})
by_random = len(set(np.random.default_rng(11).uniform(size=TRIALS)))

assert_keys(**{name: numbers(text) == [by_grid, by_random] for name, text in OPTIONS.items()})
