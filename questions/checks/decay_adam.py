"""Runs Adam with the penalty in the gradient on weights with large and with small gradients."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

RATE, PENALTY, STEPS = 1e-3, 0.1, 4_000
SCALES = np.array([[100.0], [1.0]])

rng = np.random.default_rng(41)
w = np.ones((2, 300))
m, v = np.zeros_like(w), np.zeros_like(w)
for step in range(1, STEPS + 1):
    gradient = SCALES * rng.normal(size=w.shape) + PENALTY * w
    m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    w -= RATE * m_hat / (np.sqrt(v_hat) + 1e-8)

first, second = 1 - w.mean(axis=1)
assert_keys(
    a=abs(first - second) < 0.1,
    b=first > second + 0.1,
    c=max(first, second) < 0.05,
    d=second > first + 0.1,
)
