"""Trains the network from equal weights and looks at what its units have become."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, INPUTS, UNITS, RATE = 200, 20, 50, 0.01

rng = np.random.default_rng(1)
x = rng.normal(size=(ROWS, INPUTS))
y = np.tanh(2 * x[:, 0] - x[:, 1]) + 0.3 * x[:, 2]

into, bias = np.full((INPUTS, UNITS), 0.1), np.zeros(UNITS)
out, shift = np.full(UNITS, 0.1), 0.0
for _ in range(400):
    hidden = np.tanh(x @ into + bias)
    error = hidden @ out + shift - y
    back = error[:, None] * out * (1 - hidden**2) / ROWS
    out, shift = out - RATE * hidden.T @ error / ROWS, shift - RATE * error.mean()
    into, bias = into - RATE * x.T @ back, bias - RATE * back.sum(axis=0)

predicted = np.tanh(x @ into + bias) @ out + shift
alone = out.sum() * np.tanh(x @ into[:, 0] + bias[0]) + shift
design = np.column_stack([np.ones(ROWS), x])
straight = design @ np.linalg.lstsq(design, predicted, rcond=None)[0]
linear = np.abs(straight - predicted).max() < 0.01
constant = np.ptp(predicted) < 0.01
single = np.allclose(predicted, alone, atol=1e-8)
assert_keys(a=not single, b=single and not linear, c=linear and not constant, d=constant)
