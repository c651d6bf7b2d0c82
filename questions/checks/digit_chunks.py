"""Compares the powers of ten that chunks cover in addends and in longer sums."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH = 9


def borders(number, size, from_right):
    """The powers of ten at which a number's chunks begin and end."""
    length = len(str(number))
    cuts = range(0, length, size)
    return {cut if from_right else length - cut for cut in cuts} | {0, length}


def shared(cutting):
    """Whether every inner border of an addend is one of the longer sum, too."""
    return all(
        borders_of(addend, *cutting) - {len(str(addend))} <= borders_of(total, *cutting)
        for addend, total in pairs
    )


def borders_of(number, size, from_right, pad):
    text = str(number).ljust(WIDTH) if pad else str(number)
    if not pad:
        return borders(number, size, from_right)
    cuts = [cut for cut in range(0, WIDTH, size) if text[cut] != " "]
    return {len(str(number)) - cut for cut in cuts} | {0}


rng = np.random.default_rng(1)
pairs = []
for length in (5, 6, 7, 8):
    drawn = rng.integers(10 ** (length - 1), 10**length, (2000, 2)).tolist()
    pairs += [(p, p + q) for p, q in drawn if len(str(p + q)) > length]
assert len(pairs) > 1000

left = shared((3, False, False))
assert not left, "cut from the left, the borders must differ"
assert borders(1234567, 3, from_right=False) == {7, 4, 1, 0}
assert_keys(
    a=shared((3, True, False)),
    b=shared((4, False, False)),
    c=shared((3, False, True)),
    d=left,
)
