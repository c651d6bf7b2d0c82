"""Compares one pass over a text with passes over its prefixes, under each explanation."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

TOKENS, WIDTH, LAYERS = 12, 8, 3

rng = np.random.default_rng(51)
layers = rng.normal(size=(LAYERS, 3, WIDTH, WIDTH)) / np.sqrt(WIDTH)
text = rng.normal(size=(TOKENS, WIDTH))


def model(x, *, masked=True):
    for query, key, value in layers:
        scores = (x @ query) @ (x @ key).T / np.sqrt(WIDTH)
        if masked:
            scores[np.triu_indices(len(x), 1)] = -np.inf
        attention = np.exp(scores - scores.max(axis=1, keepdims=True))
        x = x + attention / attention.sum(axis=1, keepdims=True) @ (x @ value)
    return x


wanted = np.array([model(text[: t + 1])[-1] for t in range(TOKENS)])


def equal(outputs):
    return np.allclose(outputs, wanted)


def passes_with_cache():
    """Each pass computes the one token whose predecessors' outputs are stored by then."""
    stored = []
    while len(stored) < TOKENS:
        known = text[: len(stored) + 1]  # a sampled token is known after the pass before
        stored.append(model(known)[-1])
    return len(stored)


assert_keys(
    a=equal(model(text, masked=False)),  # layers in parallel, without the mask
    b=equal(model(text)),
    c=equal(model(np.vstack([text[:1], model(text)[:-1]]))),  # one update, inputs not given
    d=passes_with_cache() == 1,
)
