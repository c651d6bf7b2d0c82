"""Differences of costs between random-like states fall exponentially with the qubits."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

QUBITS, STATES = np.arange(2, 10), 2_000

rng = np.random.default_rng(15)


def costs(qubits):
    """The expectation of Pauli Z on the first qubit, for states drawn uniformly."""
    parts = rng.normal(size=(STATES, 2**qubits, 2))
    weights = (parts**2).sum(axis=2)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights[:, : 2 ** (qubits - 1)].sum(axis=1) * 2 - 1


spread = [np.var(costs(n) - costs(n)) for n in QUBITS]
slope = np.polyfit(QUBITS, np.log2(spread), 1)[0]
exponential = slope < -0.8

assert OPTIONS == {"a": "True", "b": "False"}
assert_keys(a=not exponential, b=exponential)
