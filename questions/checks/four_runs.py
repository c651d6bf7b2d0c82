"""Counts tasks that pass four times, exactly and by simulation."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

EASY, SHAKY, RUNS, TASKS = 0.6, 0.5, 4, 200_000

exact = EASY + (1 - EASY) * SHAKY**RUNS
rng = np.random.default_rng(29)
chance = np.where(rng.random(TASKS) < EASY, 1.0, SHAKY)
passed = (rng.random((TASKS, RUNS)) < chance[:, None]).all(axis=1).mean()
assert abs(passed - exact) < 0.005

assert_value(100 * exact)
