"""Trains BPE with few and with many merges and compares what a decoder then needs."""

import random
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH, LAYERS, HEADS, SIZE = 64, 4, 4, 16
rng = random.Random(4)
WORDS = ["".join(rng.choices("abcdefgh", k=rng.randint(2, 7))) for _ in range(60)]
TEXT = " ".join(rng.choices(WORDS, k=500))


def merged(tokens, pair):
    out = []
    for token in tokens:
        if out and (out[-1], token) == pair:
            out[-1] += token
        else:
            out.append(token)
    return out


def trained(merges):
    tokens = list(TEXT)
    letters = len(set(tokens))
    for _ in range(merges):
        tokens = merged(tokens, Counter(pairwise(tokens)).most_common(1)[0][0])
    return letters + merges, len(tokens)


(small, long), (large, short) = trained(10), trained(50)
cache = dict.fromkeys((small, large), 2 * LAYERS * HEADS * SIZE * 2)
assert_keys(
    a=2 * large * WIDTH > 2 * small * WIDTH,
    b=2 * large * WIDTH > 2 * small * WIDTH,
    c=short > long,
    d=cache[large] > cache[small],
)
