"""Counts right and wrong flags among 100 people of each group."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SENSITIVITY, FALSE_ALARMS, BASE_RATES = 0.8, 0.2, (0.5, 0.2)


right = [100 * SENSITIVITY * rate for rate in BASE_RATES]
flagged = [r + 100 * FALSE_ALARMS * (1 - rate) for r, rate in zip(right, BASE_RATES, strict=True)]
precision = [100 * r / f for r, f in zip(right, flagged, strict=True)]
sensitivity = [100 * SENSITIVITY] * 2

stated = {name: [*map(round, numbers(text))] for name, text in OPTIONS.items()}
for slip in (right, flagged, sensitivity):
    assert [*map(round, slip)] in stated.values()
assert_keys(**{name: shares == [*map(round, precision)] for name, shares in stated.items()})
