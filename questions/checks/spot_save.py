"""Finds the interval that loses least time, and simulates it against shorter and longer ones."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

SAVING, BETWEEN = 2.0, 360.0

intervals = np.linspace(1, 200, 19_901)
lost = SAVING / intervals + intervals / (2 * BETWEEN)
best = intervals[lost.argmin()]


def simulated(interval):
    """Minutes lost per minute of progress, with interruptions as a Poisson process."""
    rng = np.random.default_rng(30)
    cycle = interval + SAVING
    saved = np.floor(rng.exponential(BETWEEN, 400_000) / cycle).sum() * interval
    return BETWEEN * 400_000 / saved - 1


assert simulated(best) < min(simulated(best / 2.5), simulated(best * 2.5))

assert_value(best)
