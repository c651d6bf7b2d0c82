"""The expected number of colliding pairs among random hashes."""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

assert_value(math.comb(1_000_000, 2) / 2**32)
