"""Two Hadamard gates with a measurement between them."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

GATE = np.array([[1, 1], [1, -1]]) / np.sqrt(2)

state = np.diag([1.0, 0.0])
assert abs((GATE @ GATE @ state @ GATE @ GATE)[0, 0] - 1) < 1e-12  # without the measurement
state = np.diag(np.diag(GATE @ state @ GATE))  # measured, result not looked at
zero = 100 * (GATE @ state @ GATE)[0, 0]
assert_keys(**{name: abs(numbers(text)[0] - zero) < 1e-9 for name, text in OPTIONS.items()})
