"""Subtracts what the period did to the other region."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

north, south = (500, 640), (300, 350)

assert_value((north[1] - north[0]) - (south[1] - south[0]), within=0)
