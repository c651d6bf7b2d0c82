"""Sets each bias to zero in turn, and compares the outputs."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

TOKENS, WIDTH = 7, 16

rng = np.random.default_rng(12)
weights = {name: rng.normal(size=(WIDTH, WIDTH)) / 4 for name in "qkvo"}
biases = {name: rng.normal(size=WIDTH) for name in "qkvo"}
x = rng.normal(size=(TOKENS, WIDTH))


def layer(without=""):
    def project(name, inputs):
        return inputs @ weights[name] + (0 if name == without else biases[name])

    scores = project("q", x) @ project("k", x).T / np.sqrt(WIDTH)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return x + project("o", shares @ project("v", x))


def same(name):
    return np.allclose(layer(without=name), layer())


assert_keys(a=same("o"), b=same("v"), c=same("q"), d=same("k"))
