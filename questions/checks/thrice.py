"""Fits sin(3x) by the expectation of Z on one qubit, with one and with three encodings of x."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

x = np.linspace(-np.pi, np.pi, 64, endpoint=False)
target = np.sin(3 * x)
rng = np.random.default_rng(0)


def gate():
    raw = rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2))
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


def reach(encodings, extra=1):
    """How strongly do random members of the family overlap with the target?"""
    return max(abs(output(encodings, extra) @ target) / 32 for _ in range(400))


assert_keys(
    a=reach(1, extra=6) > 0.1,
    b=reach(3) > 0.1,
    c=reach(1) > 0.1,  # exact expectations: endless shots
    d=reach(1) > 0.1,  # 400 random members: restarts
)
