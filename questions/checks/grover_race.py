"""Running times of both searches, the iteration count confirmed on a small Grover simulation."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SIZE, TESTS_A_SECOND, ITERATION = 2**40, 1e9, 1e-3


def iterations(size):
    return np.pi / 4 * np.sqrt(size)


small = 2**10
state = np.full(small, small**-0.5)
for _ in range(round(iterations(small))):
    state[7] *= -1
    state = 2 * state.mean() - state
assert state[7] ** 2 > 0.99

classical = SIZE / 2 / TESTS_A_SECOND / 60
quantum = iterations(SIZE) * ITERATION / 60
first, other = sorted((classical, quantum))
winner = "classical" if classical < quantum else "quantum"


def holds(text):
    claimed = numbers(text)
    minutes = [value / 60_000 if " ms" in text else value for value in claimed]
    if "years" in text:
        minutes[1] *= 60 * 24 * 365
    times = (first, other)[: len(minutes)]
    return text.startswith(f"The {winner}") and np.allclose(minutes, times, rtol=0.05)


assert_keys(**{name: holds(text) for name, text in OPTIONS.items()})
