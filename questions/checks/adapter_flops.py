"""Counts the operations of a training step through a stack of square layers."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

LAYERS, WIDTH, TOKENS = 40, 4096, 512
RANK = round(0.01 * WIDTH / 2)


def product(rows, inner, columns):
    return 2 * rows * inner * columns


def full():
    one = product(TOKENS, WIDTH, WIDTH)
    return LAYERS * 3 * one - one  # the lowest layer hands no gradient down


def adapters():
    one = product(TOKENS, WIDTH, WIDTH)
    low = 2 * product(TOKENS, WIDTH, RANK)
    return LAYERS * (2 * one + 3 * low) - one


saved = 1 - adapters() / full()
assert 0.25 < saved < 0.35

assert OPTIONS == {"a": "True", "b": "False"}
assert_keys(a=saved > 0.5, b=saved <= 0.5)
