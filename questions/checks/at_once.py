"""The least number of replicas that stay at or below the wanted occupancy."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

RATE, DURATION, SLOTS, OCCUPIED = 120, 0.5, 8, 0.7

at_once = RATE * DURATION
needed = next(n for n in range(1, 1000) if at_once / (n * SLOTS) <= OCCUPIED)
assert_keys(**{name: numbers(text) == [needed] for name, text in OPTIONS.items()})
