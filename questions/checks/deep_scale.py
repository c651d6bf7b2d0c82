"""Integrates the second moment after a ReLU, and sends signals through random layers."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

LAYERS, WIDTH = 20, 192

z = np.linspace(-10, 10, 20_001)
density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
kept = (np.maximum(z, 0) ** 2 * density).sum() * (z[1] - z[0])
shrinks = kept ** (-LAYERS / 2)

rng = np.random.default_rng(42)
logs = []
for _ in range(4):
    h = rng.normal(size=(16, WIDTH))
    for _ in range(LAYERS):
        h = np.maximum(h, 0) @ (rng.normal(size=(WIDTH, WIDTH)) / np.sqrt(WIDTH))
    logs.append(np.log(np.sqrt((h**2).mean())))
assert abs(np.exp(-np.mean(logs)) / shrinks - 1) < 0.5

assert_value(shrinks)
