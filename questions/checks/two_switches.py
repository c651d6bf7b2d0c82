"""Grows a tree greedily, with the threshold and without."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SWITCHES, LEAST = 10, 0.001

x = (np.arange(2**SWITCHES)[:, None] >> np.arange(SWITCHES)) & 1
fails = x[:, 0] ^ x[:, 1]


def impurity(y):
    return 2 * y.mean() * (1 - y.mean())


def gain(rows, switch):
    on = rows[x[rows, switch] == 1]
    off = rows[x[rows, switch] == 0]
    if not len(on) or not len(off):
        return -1.0
    after = (len(on) * impurity(fails[on]) + len(off) * impurity(fails[off])) / len(rows)
    return impurity(fails[rows]) - after


def grow(rows, least):
    """The leaves, as a list of row sets, and the switches that are tested."""
    gains = [gain(rows, switch) for switch in range(SWITCHES)]
    best = int(np.argmax(gains))
    if impurity(fails[rows]) == 0 or gains[best] < least:
        return [rows], set()
    leaves, tested = [], {best}
    for value in (0, 1):
        more, used = grow(rows[x[rows, best] == value], least)
        leaves, tested = leaves + more, tested | used
    return leaves, tested


every = np.arange(len(x))
leaves, tested = grow(every, LEAST)
right = sum(max(fails[leaf].sum(), len(leaf) - fails[leaf].sum()) for leaf in leaves) / len(x)
assert len(grow(every, 0.0)[0]) == 4, "without a threshold the tree must find both switches"
assert_keys(
    a=len(leaves) == 4 and right == 1,
    b=len(leaves) == 2 and right == 0.5,
    c=bool(tested - {0, 1}),
    d=len(leaves) == 1 and right == 0.5,
)
