"""Seconds on the device for parameter-shift gradients; the rule is confirmed on one qubit."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

PARAMETERS, STEPS, SHOTS, SHOTS_A_SECOND = 60, 300, 1_000, 2_000
SECONDS = {"minutes": 60, "hours": 3_600, "days": 86_400}


def expectation(angle):
    """Of Z after a rotation about Y."""
    state = np.array([np.cos(angle / 2), np.sin(angle / 2)])
    return state[0] ** 2 - state[1] ** 2


shifted = [expectation(0.7 + shift) for shift in (np.pi / 2, -np.pi / 2)]
assert np.isclose((shifted[0] - shifted[1]) / 2, -np.sin(0.7))

needed = STEPS * PARAMETERS * len(shifted) * SHOTS / SHOTS_A_SECOND


def claimed(text):
    return numbers(text)[0] * SECONDS[text.split()[-1]]


assert_keys(**{name: abs(claimed(text) / needed - 1) < 0.01 for name, text in OPTIONS.items()})
