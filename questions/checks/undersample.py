"""Thins the negatives of a large count and compares the shares of positives before and after."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

KEPT_ONE_IN, RETURNED = 20, 0.8

clicks = 1_000_000
kept = clicks * (1 - RETURNED) / RETURNED
assert abs(clicks / (clicks + kept) - RETURNED) < 1e-9
live = 100 * clicks / (clicks + kept * KEPT_ONE_IN)
assert_keys(**{name: abs(live - numbers(text)[0]) < 1 for name, text in OPTIONS.items()})
