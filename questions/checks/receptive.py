"""Sends an impulse back through the stack and counts the inputs that reach one output."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

KERNEL, DILATIONS = 3, (1, 2, 4, 8)

reached = np.zeros(101)
reached[50] = 1
for dilation in DILATIONS:
    kernel = np.zeros((KERNEL - 1) * dilation + 1)
    kernel[::dilation] = 1
    reached = np.convolve(reached, kernel, mode="same")

assert_value(np.count_nonzero(reached), within=0)
