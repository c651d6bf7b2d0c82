"""Shuffles the tokens of an encoder block without positions and compares the outputs."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

TOKENS, WIDTH = 6, 8

rng = np.random.default_rng(6)
query, key, value, up, down = rng.normal(size=(5, WIDTH, WIDTH)) / np.sqrt(WIDTH)


def block(x):
    scores = (x @ query) @ (x @ key).T / np.sqrt(WIDTH)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    x = x + weights / weights.sum(axis=1, keepdims=True) @ (x @ value)
    return x + np.maximum(x @ up, 0) @ down


x = rng.normal(size=(TOKENS, WIDTH))
order = np.array([3, 0, 5, 1, 4, 2])
original, shuffled = block(x), block(x[order])
same_order = np.allclose(shuffled, original)
new_order = np.allclose(shuffled, original[order])
other = not (same_order or new_order)

assert_keys(a=same_order, b=new_order, c=other, d=other)
