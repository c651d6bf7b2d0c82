"""Rejects by adjusted p-values, each the least bound over its rank and all above."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_value, numbers

RATE = 0.05

p = np.array([x for x in numbers(ITEM["stem"].split("5%")[0]) if x < 1])
assert len(p) == 8
assert (np.diff(p) > 0).all()
adjusted = np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1]
rejected = (adjusted <= RATE).sum()
first_miss = np.argmin(p <= RATE * np.arange(1, len(p) + 1) / len(p))
assert rejected != first_miss
assert rejected != (p <= RATE / len(p)).sum()

assert_value(rejected, within=0)
