"""Kernel matrix of random states of 20 qubits, each entry from 1,000 shots."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

QUBITS, POINTS, SHOTS = 20, 40, 1_000
rng = np.random.default_rng(0)

few = rng.normal(size=(400, 2**8)) + 1j * rng.normal(size=(400, 2**8))
few /= np.linalg.norm(few, axis=1, keepdims=True)
overlap = abs(few @ few.conj().T) ** 2
mean = overlap[np.triu_indices(400, 1)].mean()
assert abs(mean * 2**8 - 1) < 0.05  # overlaps of random states average to one in 2^n

true = rng.exponential(2.0**-QUBITS, size=(POINTS, POINTS))
matrix = rng.binomial(SHOTS, np.minimum(true, 1)) / SHOTS
np.fill_diagonal(matrix, 1)
off = matrix[~np.eye(POINTS, dtype=bool)]
assert_keys(
    a=abs(off.mean() - 0.5) < 0.1,
    b=off.mean() > 0.9,
    c=(off == 0).mean() > 0.99,
    d=0.1 < (off > 0.5).mean() < 0.9,
)
