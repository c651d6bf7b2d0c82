"""Runs both layers on arrays that count how many products had to wait for each other."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH = 16

rng = np.random.default_rng(52)
square = rng.normal(size=(4, WIDTH, WIDTH)) / np.sqrt(WIDTH)


class Timed:
    """A matrix and the length of the longest chain of products that led to it."""

    def __init__(self, value, depth=0):
        self.value, self.depth = value, depth

    def __matmul__(self, other):
        return Timed(self.value @ other.value, max(self.depth, other.depth) + 1)

    def __add__(self, other):
        return Timed(self.value + other.value, max(self.depth, other.depth))

    def apply(self, function):
        return Timed(function(self.value), self.depth)


def recurrent(tokens):
    inner, outer = Timed(square[0]), Timed(square[1])
    state = Timed(np.zeros((1, WIDTH)))
    for row in rng.normal(size=(tokens, 1, WIDTH)):
        state = (Timed(row) @ inner + state @ outer).apply(np.tanh)
    return state.depth


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def attention(tokens):
    x = Timed(rng.normal(size=(tokens, WIDTH)))
    query, key, value, out = (x @ Timed(w) if i < 3 else Timed(w) for i, w in enumerate(square))
    scores = query @ key.apply(np.transpose)
    return (scores.apply(softmax) @ value @ out).depth, scores.value.size


def weights(tokens):
    inputs = rng.normal(size=(tokens, WIDTH))
    return sum((inputs.T @ inputs).size for _ in square)


def grows(count):
    return count(1_024) > count(512)


assert_keys(
    a=grows(recurrent),
    b=grows(lambda tokens: attention(tokens)[0]),
    c=grows(lambda tokens: attention(tokens)[1]),
    d=grows(weights),
)
