"""Encodes a few vectors by product quantisation and scales their bytes up."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

VECTORS, DIMENSIONS, PARTS, ENTRIES = 50_000_000, 768, 96, 256

rng = np.random.default_rng(27)
sample = rng.normal(size=(5, PARTS, DIMENSIONS // PARTS))
books = rng.normal(size=(PARTS, ENTRIES, DIMENSIONS // PARTS))
distances = ((sample[:, :, None] - books) ** 2).sum(axis=-1)
codes = distances.argmin(axis=-1).astype(np.uint8)
ids = np.arange(5, dtype=np.int64)
assert (codes == distances.argmin(axis=-1)).all(), "a code fits into one byte"

assert_value((codes.nbytes + ids.nbytes) / 5 * VECTORS / 1e9)
