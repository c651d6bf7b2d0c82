"""Fits the profile of the year with each set of inputs."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

month = np.arange(1, 13)
use = 100 + 30 * np.cos(2 * np.pi * (month - 1) / 6)
peaks = month[(use > np.roll(use, 1)) & (use > np.roll(use, -1))]
assert list(peaks) == [1, 7], "January and July"


def wave(period):
    angle = 2 * np.pi * month / period
    return np.column_stack([np.sin(angle), np.cos(angle)])


def exact(inputs):
    design = np.column_stack([np.ones(12), inputs])
    weights = np.linalg.lstsq(design, use, rcond=None)[0]
    return np.abs(design @ weights - use).max() < 1e-6


assert_keys(
    a=exact(np.column_stack([month, month**2])),
    b=exact(wave(12)),
    c=exact(wave(6)),
    d=exact(np.eye(12)),
)
