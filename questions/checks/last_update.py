"""Adds 100 independent outputs to a stream."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SUBLAYERS, WIDTH = 100, 4_096

rng = np.random.default_rng(3)


def rms(vector):
    return np.sqrt((vector**2).mean())


stream = rng.normal(size=WIDTH)
for _ in range(SUBLAYERS):
    output = rng.normal(size=WIDTH)
    ratio = rms(output) / rms(stream)
    stream = stream + output

assert_keys(**{o: abs(numbers(t)[0] / ratio - 1) < 0.1 for o, t in OPTIONS.items()})
