"""Finds where training and serving of two models cost the same."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

LARGE, LARGE_TOKENS = 20e9, 400e9
SMALL, SMALL_TOKENS = 8e9, 2e12


def total(parameters, trained, served):
    return 6 * parameters * trained + 2 * parameters * served


low, high = 0.0, 1e14
for _ in range(100):
    middle = (low + high) / 2
    if total(SMALL, SMALL_TOKENS, middle) > total(LARGE, LARGE_TOKENS, middle):
        low = middle
    else:
        high = middle
assert_value(low / 1e12)
