"""Computes attention tile by tile with a running softmax, and counts what it costs."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

N, SIZE, TILE = 256, 16, 32
rng = np.random.default_rng(11)
q, k, v = rng.normal(size=(3, N, SIZE))


def plain():
    """Output, products, numbers moved, largest array kept, pairs with a weight."""
    scores = q @ k.T
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    moved = 4 * N * SIZE + 4 * N * N  # scores and weights, each written and read
    return weights @ v, 2 * N * N * SIZE, moved, weights.size, int((weights > 0).sum())


def tiled():
    out, top, total = np.zeros((N, SIZE)), np.full((N, 1), -np.inf), np.zeros((N, 1))
    products = pairs = 0
    moved = 2 * N * SIZE
    for start in range(0, N, TILE):
        keys, values = k[start : start + TILE], v[start : start + TILE]
        scores = q @ keys.T
        new = np.maximum(top, scores.max(axis=1, keepdims=True))
        weights, fade = np.exp(scores - new), np.exp(top - new)
        out, total, top = out * fade + weights @ values, total * fade + weights.sum(1)[:, None], new
        products += 2 * scores.size * SIZE
        pairs += int((weights > 0).sum())
        moved += 2 * TILE * SIZE
    return out / total, products, moved, N * TILE, pairs


(exact, *before), (same, *after) = plain(), tiled()
assert np.allclose(exact, same)
fewer = [new < old for old, new in zip(before, after, strict=True)]
assert_keys(a=fewer[2], b=fewer[1], c=fewer[0], d=fewer[3])
