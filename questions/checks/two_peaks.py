"""Fits the profile of the day with each set of inputs."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

hour = np.arange(24)
demand = 100 + 30 * np.cos(2 * np.pi * (hour - 8) / 12)
peaks = [h for h in hour if demand[h] > max(demand[h - 1], demand[(h + 1) % 24])]
assert peaks == [8, 20]


def wave(period):
    angle = 2 * np.pi * hour / period
    return np.column_stack([np.sin(angle), np.cos(angle)])


def exact(inputs):
    design = np.column_stack([np.ones(24), inputs])
    weights = np.linalg.lstsq(design, demand, rcond=None)[0]
    return np.abs(design @ weights - demand).max() < 1e-6


assert_keys(
    a=exact(np.column_stack([hour, hour**2])),
    b=exact(wave(24)),
    c=exact(wave(12)),
    d=exact(np.eye(24)),
)
