"""Counts the operations of a training run and prices the hours they take."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PARAMETERS, TOKENS, GPUS = 8e9, 2e12, 256
SUSTAINED, PRICE = 0.4 * 1000e12, 3

forward = 2 * PARAMETERS * TOKENS
backward = 2 * forward
hours = (forward + backward) / (GPUS * SUSTAINED) / 3600
assert 10 < hours / 24 < 12

assert_value(hours * GPUS * PRICE / 1000)
