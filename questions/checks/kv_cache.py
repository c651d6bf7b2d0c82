"""Measures the cache of one token and multiplies it out."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_value

LAYERS, KEY_VALUE_HEADS, DIMENSION = 48, 8, 128
SEQUENCES, TOKENS = 4, 16_384

per_token = np.zeros((2, LAYERS, KEY_VALUE_HEADS, DIMENSION), dtype=np.float16).nbytes
assert per_token == 192 * 1024

assert ITEM["answer"]["unit"] == "GiB"
assert_value(per_token * SEQUENCES * TOKENS / 2**30)
