"""Enumerates groups of eight answers and counts those without any advantage."""

import sys
from math import comb
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SIZE, SOLVED = 8, 0.9

share = 0.0
for right in range(SIZE + 1):
    rewards = np.array([1.0] * right + [0.0] * (SIZE - right))
    advantages = (rewards - rewards.mean()) / (rewards.std() + 1e-4)
    if not advantages.any():
        share += comb(SIZE, right) * SOLVED**right * (1 - SOLVED) ** (SIZE - right)

one_wrong = SIZE * SOLVED ** (SIZE - 1) * (1 - SOLVED)
others_right = SOLVED ** (SIZE - 1)
claimed = {name: numbers(text)[0] for name, text in OPTIONS.items()}
for slip in (one_wrong, others_right, 1 - share):
    assert round(100 * slip) in claimed.values()
assert_keys(**{name: abs(stated - 100 * share) < 1 for name, stated in claimed.items()})
