"""Finds the bias, and multiplies the gate over the steps."""

import sys
from math import exp, log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_value

STEPS = 100

gate = 0.5 ** (1 / STEPS)
assert_value(log(gate / (1 - gate)))

left = 1.0
for _ in range(STEPS):
    left *= 1 / (1 + exp(-ITEM["answer"]["value"]))
assert abs(left - 0.5) < 0.005
