"""Typed queries against photos and captions whose embeddings lie in two regions."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH, ITEMS, QUERIES, PAGE, NOISE, GAP = 32, 150, 40, 10, 0.1, 1.5

rng = np.random.default_rng(3)
content = rng.normal(size=(ITEMS + QUERIES, WIDTH)) / np.sqrt(WIDTH)
offset = np.zeros((2, WIDTH))
offset[0, 0], offset[1, 0] = GAP, -GAP


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def seen(rows, modality):
    return unit(rows + offset[modality] + NOISE * rng.normal(size=rows.shape))


captions, photos = seen(content[:ITEMS], 0), seen(content[:ITEMS], 1)
queries = seen(content[ITEMS:], 0)


def share(scores):
    """The share of photos, which stand behind the captions, on the first page."""
    return (np.argsort(-scores, axis=1)[:, :PAGE] >= ITEMS).mean()


def centred(rows, mean):
    return unit(rows - mean.mean(axis=0))


cosine = queries @ np.vstack([captions, photos]).T
assert share(cosine) == 0, "the first page must hold captions only"
distance = np.linalg.norm(queries[:, None] - np.vstack([captions, photos])[None], axis=2)
apart = np.hstack([-(-part).argsort(axis=1).argsort(axis=1) for part in np.hsplit(cosine, 2)])
both = np.vstack([centred(captions, captions), centred(photos, photos)])
SHARES = {
    "a": share(apart),
    "b": share(cosine / 0.01),
    "c": share(centred(queries, captions) @ both.T),
    "d": share(-distance),
}
assert_keys(**{name: found > 0.3 for name, found in SHARES.items()})
