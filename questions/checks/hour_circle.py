"""The daily curve that a linear model can form from one sine and one cosine of the hour."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

hour = np.arange(24)
truth = 10 + 60 * np.exp(-(((hour - 8) / 1.5) ** 2)) + 50 * np.exp(-(((hour - 17) / 2) ** 2))
angle = 2 * np.pi * hour / 24


def forecast(*columns):
    inputs = np.column_stack([np.ones(24), *columns])
    return inputs @ np.linalg.lstsq(inputs, truth, rcond=None)[0]


def peaks(curve):
    return np.flatnonzero((curve > np.roll(curve, 1)) & (curve > np.roll(curve, -1)))


def jumps(curve):
    steps = abs(curve - np.roll(curve, 1))
    return steps[0] > 2 * steps[1:].max()


assert list(peaks(truth)) == [8, 17]
assert jumps(forecast(hour))
assert np.allclose(forecast(np.eye(24)[:, 1:]), truth)
assert len(peaks(forecast(*np.sin([angle, 2 * angle]), *np.cos([angle, 2 * angle])))) == 2
curve = forecast(np.sin(angle), np.cos(angle))
found = peaks(curve)
assert_keys(
    a=len(found) == 1,
    b=len(found) == 2,
    c=jumps(curve),
    d=np.allclose(curve, truth),
)
