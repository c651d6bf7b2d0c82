"""Counts how often a run passes over one of its sources."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, OPTIONS, assert_keys, numbers

run, weight, source = numbers(ITEM["stem"])[:3]
passes = run * weight / 100 / source
assert_keys(**{name: abs(numbers(text)[0] - passes) < 0.01 for name, text in OPTIONS.items()})
