"""Sizes in bytes of the parts of a service, in the order of the options."""

import sys
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS

SIZES = {
    "The weights": 7e9 * 2,
    "A vector": 50e6 * 256 * 2,
    "A list": 20e6 * 500 * 8,
    "A profile": 100e6 * 2e3,
    "The events": 30 * 86_400 * 20e3 * 200,
}
listed = [
    size for text in OPTIONS.values() for name, size in SIZES.items() if text.startswith(name)
]
assert len(listed) == len(SIZES)
assert all(first < second for first, second in pairwise(listed)), listed
