"""Scores a better search with labels that come from the results of a worse one."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

QUESTIONS, PASSAGES, RELEVANT, POOL = 100, 200, 30, 20
rng = np.random.default_rng(14)
relevant = np.arange(PASSAGES) < RELEVANT
by_words = relevant & (np.arange(PASSAGES) % 3 == 0)  # the relevant ones that share its words


def search(found, strength):
    return rng.normal(size=(QUESTIONS, PASSAGES)) + strength * found


def ndcg(scores, gains, cut=10):
    order = np.argsort(-scores, axis=1)[:, :cut]
    discount = 1 / np.log2(np.arange(2, cut + 2))
    gained = np.take_along_axis(gains, order, axis=1) @ discount
    best = -np.sort(-gains, axis=1)[:, :cut] @ discount
    return float((gained / np.maximum(best, 1e-9)).mean())


truth = np.tile(relevant, (QUESTIONS, 1)).astype(float)
old, new = search(by_words, 3.0), search(relevant, 2.6)
pooled = np.zeros_like(truth)
np.put_along_axis(pooled, np.argsort(-old, axis=1)[:, :POOL], 1.0, axis=1)
labels = truth * pooled

assert ndcg(new, truth) > ndcg(old, truth)
reversed_by_labels = ndcg(new, labels) < ndcg(old, labels)
assert_keys(
    a=not np.isclose(ndcg(new, labels), ndcg(np.exp(new), labels)),
    b=reversed_by_labels,
    c=ndcg(new, labels, cut=20) >= ndcg(old, labels, cut=20),
    d=ndcg(new, truth) <= ndcg(old, truth),
)
