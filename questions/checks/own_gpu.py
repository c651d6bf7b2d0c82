"""Finds the load at which a GPU costs what a provider would charge."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

assert_value(100 * 2.50 / (0.60 * 2_000 * 3_600 / 1e6))
