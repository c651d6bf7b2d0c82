"""Compares loading a cache with computing it anew."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

TOKENS, CACHE_BYTES, PARAMETERS = 20_000, 128 * 1024, 8e9

loading = TOKENS * CACHE_BYTES / 25e9
computing = 2 * PARAMETERS * TOKENS / 400e12
assert_value(computing / loading)
