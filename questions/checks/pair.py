"""Computes the statistics of a Bell pair, for two choices of Ann's basis."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

state = np.array([[1.0, 0.0], [0.0, 1.0]]) / np.sqrt(2)  # rows: Ann, columns: Ben
hadamard = np.array([[1, 1], [1, -1]]) / np.sqrt(2)

joint = state**2
other = (hadamard @ state) ** 2
assert np.isclose(joint.sum(), 1)

assert_keys(
    a=np.allclose(joint.sum(axis=1), 0.5) and np.allclose(joint.sum(axis=0), 0.5),
    b=np.isclose(np.trace(joint), 1),
    c=not np.allclose(joint.sum(axis=0), other.sum(axis=0)),
    d=np.linalg.matrix_rank(state) == 1,
)
