"""Sums the sizes of the four projections, head by head."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_value

WIDTH, QUERY_HEADS, SHARED_HEADS, HEAD = 4_096, 32, 8, 128

shapes = [(WIDTH, HEAD)] * QUERY_HEADS
shapes += [(WIDTH, HEAD)] * SHARED_HEADS * 2
shapes += [(QUERY_HEADS * HEAD, WIDTH)]
weights = sum(rows * columns for rows, columns in shapes)

assert ITEM["answer"]["also"][0]["value"] == weights
assert_value(weights / 1e6)
