"""Adds up the energy of an always-on model and of the one that it wakes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

assert_value(0.4 * 24 + 60 * 300 * 2 / 3_600)
