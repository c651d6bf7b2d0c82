"""Which derived columns offer divisions of the rows that thresholds on u or v do not."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(0)
u, v = rng.lognormal(size=(2, 41))


def cuts(column):
    """Return every division by a threshold, as the set of rows on the side of row 0."""
    order = np.argsort(column)
    sides = [frozenset(order[:size].tolist()) for size in range(1, len(column))]
    rows = frozenset(range(len(column)))
    return {side if 0 in side else rows - side for side in sides}


old = cuts(u) | cuts(v)
COLUMNS = {
    "a": np.log(u),
    "b": u / v,
    "c": u.argsort().argsort(),
    "d": np.abs(u - np.median(u)),
    "e": (v - v.mean()) / v.std(),
}
assert_keys(**{name: not cuts(column) <= old for name, column in COLUMNS.items()})
