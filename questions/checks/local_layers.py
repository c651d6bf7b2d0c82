"""Adds up the positions that each layer keeps."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

LAYERS, WINDOW, TEXT = 48, 1_024, 65_536

kept = [TEXT if layer % 6 == 5 else min(WINDOW, TEXT) for layer in range(LAYERS)]
assert kept.count(TEXT) == 8

assert_value(100 * sum(kept) / (LAYERS * TEXT))
