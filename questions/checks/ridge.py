"""Finds the batch at which arithmetic takes as long as reading the weights."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PEAK, BANDWIDTH, BYTES, PARAMETERS = 1000e12, 4e12, 1, 8e9


def arithmetic(batch):
    return 2 * PARAMETERS * batch / PEAK


reading = PARAMETERS * BYTES / BANDWIDTH
assert_value(next(batch for batch in range(1, 10_000) if arithmetic(batch) >= reading))
