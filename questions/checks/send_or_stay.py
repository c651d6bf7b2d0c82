"""The uplink rate at which sending a picture costs as much energy as recognising it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

DEVICE = 0.120 * 3
PICTURE = 60_000 * 8 / 1e6
RADIO, WAIT = 1.2, 0.100


def sending(rate):
    return RADIO * (PICTURE / rate + WAIT)


low, high = 0.1, 100.0
for _ in range(60):
    middle = (low + high) / 2
    low, high = (middle, high) if sending(middle) > DEVICE else (low, middle)
assert sending(high * 1.01) < DEVICE < sending(high * 0.99)
assert_value(high)
