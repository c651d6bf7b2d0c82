"""Adds up the log loss before and after."""

import sys
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

RIGHT = 0.9


def loss(stated):
    return -RIGHT * log(stated) - (1 - RIGHT) * log(1 - stated)


assert_value(loss(0.99) - loss(0.90))
