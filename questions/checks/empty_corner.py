"""Partial dependence and accumulated local effects where two features go together."""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(0)
area = rng.uniform(0, 10, 4_000)
rooms = area + 0.3 * rng.normal(size=len(area))
GRID = np.linspace(0, 10, 21)


def model(area, rooms):
    """Linear on real flats, absurd for large areas with few rooms."""
    return area + 10 * np.maximum(0, area - rooms - 2)


def bends(curve):
    """Is the curve much steeper at its end than at its start?"""
    return curve[-1] - curve[-5] > 3 * (curve[5] - curve[1])


def partial(rows):
    return np.array([model(at, rooms[:rows]).mean() for at in GRID])


def local():
    steps = [0.0]
    for low, high in pairwise(GRID):
        inside = rooms[(area >= low) & (area < high)]
        steps.append((model(high, inside) - model(low, inside)).mean())
    return np.cumsum(steps)


assert abs(model(area, rooms) - area).max() < 0.5  # good on real rows
assert bends(partial(500))
single = np.array([model(GRID, row) for row in rooms[:500]])
assert_keys(
    a=not bends(partial(4_000)),
    b=np.mean([bends(curve) for curve in single]) < 0.5,
    c=not bends(local()),
    d=not bends(partial(500) - partial(500)[0]),
)
