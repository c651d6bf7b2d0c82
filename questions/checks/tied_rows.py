"""Compares the parameters with two matrices and with one."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_value

VOCABULARY, WIDTH = 128_000, 2_048

matrices = {"input": VOCABULARY * WIDTH, "output": WIDTH * VOCABULARY}
saved = sum(matrices.values()) - matrices["input"]

assert ITEM["answer"]["also"][0]["value"] == saved
assert_value(saved / 1e6)
