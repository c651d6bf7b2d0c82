"""Splits a growing table week by week and counts test customers that were trained on before."""

import hashlib
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WEEKS, START, GROWTH = 8, 2_000, 50
arrivals = np.random.default_rng(4).permutation(START + WEEKS * GROWTH)


def by_hash(name):
    return int(hashlib.sha256(str(name).encode()).hexdigest(), 16) % 100 < 20


def seen_before(*, reseed=False, ordered=False, hashed=False, share=0.2):
    trained = set()
    for week in range(WEEKS):
        rows = arrivals[: START + week * GROWTH]
        rows = np.sort(rows) if ordered else rows
        if hashed:
            test = {name for name in rows.tolist() if by_hash(name)}
        else:
            shuffled = np.random.default_rng(week if reseed else 0).permutation(rows)
            test = set(shuffled[: int(share * len(rows))].tolist())
        leaked = len(test & trained) / len(test)
        trained |= set(rows.tolist()) - test
    return leaked


assert seen_before() > 0.5
assert_keys(
    a=seen_before(reseed=True) < 0.1,
    b=seen_before(ordered=True) < 0.1,
    c=seen_before(hashed=True) == 0,
    d=seen_before(share=0.4) < 0.1,
)
