"""Follows what one gradient moves in the long run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys


def moved(momentum, rate):
    velocity, total, gradient = 0.0, 0.0, 1.0
    for _ in range(5000):
        velocity = momentum * velocity + gradient
        total += rate * velocity
        gradient = 0.0
    return total


before = moved(0.9, 0.1)
assert_keys(**{o: abs(moved(0.99, float(t)) / before - 1) < 0.01 for o, t in OPTIONS.items()})
