"""Rounds to bfloat16 after every step, by the bits of a 32-bit float."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

STEPS, STEP = 1_000, 0.001


def bfloat16(x):
    """The nearest number with the upper 16 bits of a 32-bit float, ties to even."""
    bits = int(np.float32(x).view(np.uint32))
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return float(np.uint32(bits).view(np.float32))


gap = 1.0 - bfloat16(1.0 - 2**-8)
assert gap == 2**-8
assert bfloat16(STEP) != 0

weight = 1.0
for _ in range(STEPS):
    weight = bfloat16(weight - STEP)


def stated(text):
    """Whether the weight is what the option's first number says."""
    value = numbers(text)[0]
    return weight < -0.1 if text.startswith("Below") else abs(weight - value) < 0.1


truth = {name: stated(text) for name, text in OPTIONS.items()}
assert (gap / 2 > STEP) == truth["a"]
assert_keys(**truth)
