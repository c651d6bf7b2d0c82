"""Compares one pass over a text with passes over its prefixes, under each explanation."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

TOKENS, WIDTH, LAYERS = 12, 8, 3

rng = np.random.default_rng(51)
layers = rng.normal(size=(LAYERS, 3, WIDTH, WIDTH)) / np.sqrt(WIDTH)
updated = layers + 0.1 * rng.normal(size=layers.shape)
text = rng.normal(size=(TOKENS, WIDTH))


def model(x, *, masked=True, weights=layers):
    for query, key, value in weights:
        scores = (x @ query) @ (x @ key).T / np.sqrt(WIDTH)
        if masked:
            scores[np.triu_indices(len(x), 1)] = -np.inf
        attention = np.exp(scores - scores.max(axis=1, keepdims=True))
        x = x + attention / attention.sum(axis=1, keepdims=True) @ (x @ value)
    return x


wanted = np.array([model(text[: t + 1])[-1] for t in range(TOKENS)])


def equal(outputs):
    return np.allclose(outputs, wanted)


def from_cache():
    """Old layers' results for all tokens but the last, as if kept over a step of training."""
    now = model(text, weights=updated)
    return np.allclose(np.vstack([model(text)[:-1], now[-1:]]), now)


assert_keys(
    a=equal(model(text, masked=False)),
    b=equal(model(text)),
    c=equal(model(np.vstack([text[:1], model(text)[:-1]]))),
    d=from_cache(),
)
