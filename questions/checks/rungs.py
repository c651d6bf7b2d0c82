"""The epochs that successive halving trains when survivors go on from their checkpoints."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

FACTOR, START = 3, 81

total, running, reached, target = 0, START, 0, 1
while running:
    total += running * (target - reached)
    running, reached, target = running // FACTOR, target, target * FACTOR

assert reached == START, "the last configuration must have trained 81 epochs"
assert_keys(**{name: float(text.replace(",", "")) == total for name, text in OPTIONS.items()})
