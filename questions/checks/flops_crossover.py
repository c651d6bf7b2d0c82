"""Counts the operations of each matrix product in a decoder block and finds where they balance."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

WIDTH = 4096


def product(rows, inner, columns):
    """Multiplications and additions of a (rows, inner) by (inner, columns) product."""
    return 2 * rows * inner * columns


def weights(n):
    projections = 4 * product(n, WIDTH, WIDTH)
    return projections + product(n, WIDTH, 4 * WIDTH) + product(n, 4 * WIDTH, WIDTH)


def attention(n):
    """Scores against all keys, then the weighted sum of values, over all heads."""
    return product(n, WIDTH, n) + product(n, n, WIDTH)


balanced = next(n for n in range(1, 100_000) if attention(n) >= weights(n))
assert attention(balanced) == weights(balanced)

assert_value(balanced)
