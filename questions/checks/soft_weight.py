"""Compares the gradient of a soft-target loss at two temperatures."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(15)
teacher, student = rng.normal(size=(2, 500, 10)) * 2


def softened(scores, temperature):
    powers = np.exp(scores / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def loss(scores, temperature):
    return -(softened(teacher, temperature) * np.log(softened(scores, temperature))).sum()


def pull(temperature):
    gradient = (softened(student, temperature) - softened(teacher, temperature)) / temperature
    nudged = student.copy()
    nudged[0, 0] += 1e-4
    assert (
        abs((loss(nudged, temperature) - loss(student, temperature)) / 1e-4 - gradient[0, 0]) < 1e-4
    )
    return np.linalg.norm(gradient)


left = pull(16) / pull(4)
claimed = {"a": 1, "b": 1 / 4, "c": 1 / 16, "d": 4}
assert_keys(**{name: abs(np.log(left / share)) < 0.25 for name, share in claimed.items()})
