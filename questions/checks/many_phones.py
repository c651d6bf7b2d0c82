"""From how many device types on one super-network is cheaper than a search for each."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SEARCH, SHARED, PICK = 300, 1200, 40


def cheaper(types):
    return SHARED + PICK * types < SEARCH * types


first = min(types for types in range(1, 1000) if cheaper(types))
assert all(cheaper(types) for types in range(first, 1000))
assert_keys(**{name: numbers(text) == [first] for name, text in OPTIONS.items()})
