"""Compares millions of rows by a Kolmogorov-Smirnov test, with and without a tiny shift."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, FEATURES, LEVEL = 2_000_000, 40, 0.001
CRITICAL = np.sqrt(-np.log(LEVEL / 2) / 2) * np.sqrt(2 / ROWS)

rng = np.random.default_rng(14)


def distance(left, right, cells=1_000):
    """The largest gap between the two distribution functions, on a fine grid."""
    edges = np.quantile(left[:100_000], np.linspace(0, 1, cells))[1:-1]
    counts = [
        np.histogram(x, np.concatenate([[-np.inf], edges, [np.inf]]))[0] for x in (left, right)
    ]
    return np.abs(np.cumsum(counts[0]) - np.cumsum(counts[1])).max() / ROWS


base = rng.standard_normal(ROWS, dtype=np.float32)
same = rng.standard_normal(ROWS, dtype=np.float32)
assert_keys(
    a=LEVEL * FEATURES > 0.5 * FEATURES,
    b=distance(base, same + np.float32(0.01)) > CRITICAL and CRITICAL < 0.003,
    c=distance(np.exp(base), np.exp(same)) > CRITICAL,  # a feature that depends on the first
    d=distance(base, same) > CRITICAL,
)
