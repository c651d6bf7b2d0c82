"""What five attributions give to the smaller of two inputs of a maximum."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

POINT, STEP = np.array([4.0, 1.0]), 1e-6


def slope(at):
    """The derivative of the maximum by the second input, by central differences."""
    ahead, behind = (max(at[0], at[1] + sign * STEP) for sign in (1, -1))
    return (ahead - behind) / (2 * STEP)


def keeping(first, second):
    """The output with the inputs that are not kept set to the baseline of zero."""
    return max(POINT[0] * first, POINT[1] * second)


path = (np.arange(1000) + 0.5) / 1000
joins_empty = keeping(0, 1) - keeping(0, 0)
joins_other = keeping(1, 1) - keeping(1, 0)
MEASURES = {
    "a": slope(POINT) * POINT[1],
    "b": (joins_empty + joins_other) / 2,
    "c": joins_other,
    "d": np.mean([slope(part * POINT) for part in path]) * POINT[1],
    "e": joins_empty,
}
assert_keys(**{name: abs(found) < 1e-9 for name, found in MEASURES.items()})
