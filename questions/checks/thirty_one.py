"""The chance that a draw of features holds one that matters."""

import sys
from math import comb
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, OPTIONS, assert_keys, numbers

FEATURES, MATTER, DRAWN = 1_000, 5, 31

assert "1,000 features" in ITEM["stem"]
assert f"considers {DRAWN} features" in ITEM["stem"]
chance = 100 * (1 - comb(FEATURES - MATTER, DRAWN) / comb(FEATURES, DRAWN))
assert_keys(**{name: abs(chance - numbers(text)[0]) < 1 for name, text in OPTIONS.items()})
