"""Computes the time of scoring a list of passages with a cross-encoder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_value, numbers

parameters, passages, tokens, speed = numbers(ITEM["stem"])[:4]
assert_value(passages * tokens * 2 * parameters * 1e6 / (speed * 1e12) * 1e3)
