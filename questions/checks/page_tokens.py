"""The tokens of a scanned page: patches, merged two by two."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

WIDTH, HEIGHT, PATCH, MERGE = 1_120, 1_568, 14, 2

assert WIDTH % (PATCH * MERGE) == HEIGHT % (PATCH * MERGE) == 0
assert_value((WIDTH // PATCH) * (HEIGHT // PATCH) / MERGE**2)
