"""Two encoders that agree on meaning, in spaces of their own; what of the old one still serves?"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PASSAGES, WIDTH = 500, 32

rng = np.random.default_rng(28)
meaning = rng.normal(size=(PASSAGES, WIDTH))
questions = meaning + 0.3 * rng.normal(size=(PASSAGES, WIDTH))


def encoder(shift, scales):
    turn, _ = np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))

    def encode(texts):
        vectors = (texts * scales) @ turn + shift
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return encode


old = encoder(0.0, rng.uniform(0.2, 2, WIDTH))
new = encoder(1.0, rng.uniform(0.2, 2, WIDTH))


def found(asked, stored):
    return ((asked @ stored.T).argmax(axis=1) == np.arange(PASSAGES)).mean()


assert found(old(questions), old(meaning)) > 0.8
assert found(new(questions), new(meaning)) > 0.8


def links(vectors):
    return (vectors @ vectors.T - 2 * np.eye(PASSAGES)).argmax(axis=1)


def shown(vectors):
    return (vectors @ vectors.T > 0.3).mean()


terms = {word: row for row, word in enumerate(("refund", "invoice"))}
assert_keys(
    a=found(new(questions), old(meaning)) < 0.1,
    b=any(encode(meaning[:1]).ravel()[0] in terms for encode in (old, new)),
    c=(links(old(meaning)) == links(new(meaning))).mean() < 0.5,
    d=shown(new(meaning)) > 2 * shown(old(meaning)),
    e=new(meaning).nbytes != old(meaning).nbytes,
)
