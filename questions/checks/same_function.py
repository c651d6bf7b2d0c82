"""Applies each change to random networks and compares the outputs."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(45)
w, b, v, c = (rng.normal(size=shape) for shape in ((5, 3), 5, (2, 5), 2))
x = 3 * rng.normal(size=(200, 3))
UNIT, OTHER = 1, 3


def output(w, b, v, c):
    return np.maximum(x @ w.T + b, 0) @ v.T + c


def scaled(incoming, outgoing):
    w2, b2, v2 = w.copy(), b.copy(), v.copy()
    w2[UNIT] *= incoming
    b2[UNIT] *= incoming
    v2[:, UNIT] *= outgoing
    return w2, b2, v2, c


order = np.arange(5)
order[[UNIT, OTHER]] = OTHER, UNIT
lifted = b + (np.arange(5) == UNIT)


def same(*changed):
    return np.allclose(output(*changed), output(w, b, v, c))


assert_keys(
    a=same(w[order], b[order], v[:, order], c),
    b=same(*scaled(3, 1 / 3)),
    c=same(*scaled(-1, -1)),
    d=same(w, lifted, v, c - v[:, UNIT]),
)
