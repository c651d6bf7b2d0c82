"""The pair of configurations whose better member has the lowest mean error."""

import re
import sys
from itertools import combinations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, OPTIONS, assert_keys

ROWS = re.findall(r"([PQRS]) (\d+), (\d+), (\d+), (\d+)", " ".join(ITEM["stem"].split()))
ERRORS = {name: np.array(values, float) for name, *values in ROWS}
assert len(ERRORS) == 4

best = min(combinations(ERRORS, 2), key=lambda pair: np.minimum(*map(ERRORS.get, pair)).mean())
assert_keys(**{name: tuple(text.split(" and ")) == best for name, text in OPTIONS.items()})
