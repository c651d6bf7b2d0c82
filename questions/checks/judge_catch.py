"""Searches for the one table of verdicts that fits the stated counts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

ANSWERS, BAD, FLAGGED, AGREEING = 1_000, 100, 40, 900

tables = [
    caught
    for caught in range(FLAGGED + 1)
    if caught + (ANSWERS - BAD - (FLAGGED - caught)) == AGREEING
]
assert len(tables) == 1
share = 100 * tables[0] / BAD
by_chance = (BAD * FLAGGED + (ANSWERS - BAD) * (ANSWERS - FLAGGED)) / ANSWERS**2
assert abs((AGREEING / ANSWERS - by_chance) / (1 - by_chance) - 0.24) < 0.01

assert_keys(**{name: numbers(text)[0] == share for name, text in OPTIONS.items()})
