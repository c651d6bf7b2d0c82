"""The tokens that five inputs bring for a clip of ten seconds, in the order of the options."""

import sys
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS

SECONDS = 10
TOKENS = {
    "The transcript": 150 / 60 * SECONDS * 4 / 3,
    "A table row": 120,
    "The states": 50 * SECONDS,
    "Two pictures": 2 * SECONDS * 14 * 14,
    "The sound": 75 * 8 * SECONDS,
}
listed = [
    count for text in OPTIONS.values() for name, count in TOKENS.items() if text.startswith(name)
]
assert len(listed) == len(TOKENS)
assert all(first < second for first, second in pairwise(listed)), listed
