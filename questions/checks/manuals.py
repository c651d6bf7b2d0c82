"""Looks for one product's section among 300 alike, with each way of indexing."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PRODUCTS, WIDTH = 300, 256


def hits(*, titled=False, overlap=False, sentences=False, width=WIDTH):
    """The share of products whose own battery section comes first, words having random vectors."""
    rng = np.random.default_rng(3)
    words = {}

    def embed(text):
        for word in text.split():
            words.setdefault(word, rng.normal(size=width))
        total = np.sum([words[word] for word in text.split()], axis=0)
        return total / np.linalg.norm(total)

    index, owners = [], []
    for number in range(PRODUCTS):
        battery = f"battery lasts h{rng.integers(4, 13)} hours . it charges by cable"
        for text in battery.split(" . ") if sentences else [battery]:
            head = f"manual of x{number} " if titled else ""
            index.append(embed(head + text + (" " + "display has" if overlap else "")))
            owners.append(number)
    index, found = np.array(index), 0
    for number in range(PRODUCTS):
        scores = index @ embed(f"how long does the battery of x{number} last hours")
        found += owners[int(np.argmax(scores + rng.random(len(scores)) * 1e-9))] == number
    return found / PRODUCTS


assert hits() < 0.05
assert_keys(
    a=hits(sentences=True) > 0.5,
    b=hits(overlap=True) > 0.5,
    c=hits(width=2 * WIDTH) > 0.5,
    d=hits(titled=True) > 0.5,
)
