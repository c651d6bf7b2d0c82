"""Overlaps of sin(3x) with circuits of one and of three encodings, qubits and observables."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

x = np.linspace(-np.pi, np.pi, 64, endpoint=False)
target = np.sin(3 * x)
rng = np.random.default_rng(0)


def gate(width=2):
    raw = rng.normal(size=(width, width)) + 1j * rng.normal(size=(width, width))
    return np.linalg.qr(raw)[0]


def output(encodings, extra=1):
    state = np.tile([1.0 + 0j, 0.0], (64, 1))
    for layer in range(encodings + 1):
        if layer:
            turned = np.cos(x / 2)[:, None] * state - 1j * np.sin(x / 2)[:, None] * state[:, ::-1]
            state = turned
        for _ in range(extra):
            state = state @ gate().T
    return abs(state[:, 0]) ** 2 - abs(state[:, 1]) ** 2


def three_qubits():
    """All eight amplitudes, with x turning the first qubit between two entangling gates."""
    state = gate(8)[0].reshape(2, 4)
    turned = np.cos(x / 2)[:, None, None] * state - 1j * np.sin(x / 2)[:, None, None] * state[::-1]
    weights = abs(turned.reshape(64, 8) @ gate(8)) ** 2
    return weights[:, :4].sum(axis=1) - weights[:, 4:].sum(axis=1)


def weighted_sum():
    return sum(weight * output(1) for weight in rng.normal(size=3))


def reach(member):
    """How strongly do random members of the family overlap with the target?"""
    return max(abs(member() @ target) / 32 for _ in range(400))


assert_keys(
    a=reach(lambda: output(1, extra=3)) > 0.1,
    b=reach(lambda: output(3)) > 0.1,
    c=reach(three_qubits) > 0.1,
    d=reach(weighted_sum) > 0.1,
)
