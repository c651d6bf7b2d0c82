"""Bytes per amplitude, measured, times the number of basis states."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

state = np.array([1, 0], dtype=complex)
for _ in range(9):
    state = np.kron(state, np.array([1, 0], dtype=complex))
assert state.nbytes == 16 * 2**10

assert_value(state.nbytes * 2 ** (34 - 10) / 2**30, within=1e-9)
