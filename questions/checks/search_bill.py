"""Adds up the GPU-seconds of the three parts of a search."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

HOUR = 3600

shared = 40 * HOUR
scoring = 6_000 * 30
final = 10 * 12 * HOUR

assert_value((shared + scoring + final) / HOUR)
