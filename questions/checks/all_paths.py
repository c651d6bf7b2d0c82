"""The largest batch of a super-network that keeps the activations of all its paths."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

MEMORY, FIXED, PER_PATH, PATHS = 24, 4, 1.5 / 64, 8

fits = [batch for batch in range(16, 4096, 16) if FIXED + batch * PER_PATH * PATHS <= MEMORY]
assert_keys(**{name: numbers(text) == [max(fits)] for name, text in OPTIONS.items()})
