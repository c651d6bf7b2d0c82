"""The lowest rate of one cell of four, given equal margins, over a fine grid of rates."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

lowest = 100.0
for older_women in range(101):
    younger_women = 100 - older_women
    older_men = 100 - older_women
    younger_men = 100 - older_men
    margins = np.array([older_women + younger_women, older_men + younger_men]) / 2
    ages = np.array([older_women + older_men, younger_women + younger_men]) / 2
    if (margins == 50).all() and (ages == 50).all():
        lowest = min(lowest, older_women)

assert_keys(**{name: numbers(text)[0] == lowest for name, text in OPTIONS.items()})
