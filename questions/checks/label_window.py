"""Finds the last day whose label is known when the model is trained."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

TRAINED_AFTER = 365


def known(day):
    return all(later <= TRAINED_AFTER for later in range(day + 1, day + 29))


assert_value(max(day for day in range(1, 400) if known(day)), within=0)
