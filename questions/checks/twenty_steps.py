"""Computes the share of tasks that succeed under each change."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

FAILS, STEPS = 0.02, 20

run = (1 - FAILS) ** STEPS
shares = {
    "a": (1 - FAILS / 2) ** STEPS,
    "b": (1 - FAILS) ** (STEPS // 2),
    "c": run**3 + 3 * run**2 * (1 - run),
    "d": (1 - FAILS * (0.1 + 0.9 * FAILS)) ** STEPS,
}
best = max(shares.values())
assert best - sorted(shares.values())[-2] > 0.05
assert_keys(**{name: share == best for name, share in shares.items()})
