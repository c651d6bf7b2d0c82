"""Counts the expert weights that are stored and those that one token uses."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

LAYERS, WIDTH, HIDDEN, EXPERTS, CHOSEN = 32, 4096, 14_336, 8, 2

expert = sum(
    rows * columns for rows, columns in [(WIDTH, HIDDEN), (WIDTH, HIDDEN), (HIDDEN, WIDTH)]
)
stored = LAYERS * EXPERTS * expert
used = LAYERS * CHOSEN * expert

assert_value((stored - used) / 1e9)
