"""The time of a brute-force Shapley explanation."""

import sys
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

FEATURES, BACKGROUND, PER_SECOND = 16, 100, 20_000

coalitions = sum(1 for k in range(FEATURES + 1) for _ in combinations(range(FEATURES), k))
assert_value(coalitions * BACKGROUND / PER_SECOND)
