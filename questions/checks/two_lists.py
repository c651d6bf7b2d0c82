"""Merges two ranked lists by the rules that the options stand for."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

RANKS = {"A": [1, 40], "B": [5, 5], "C": [2]}


def order(score):
    return ", ".join(sorted(RANKS, key=lambda name: -score(RANKS[name])))


def fused(ranks, constant=60):
    return sum(1 / (constant + rank) for rank in ranks)


fusion = order(fused)
assert order(lambda ranks: -min(ranks)) == OPTIONS["b"]
assert_keys(**{name: text == fusion for name, text in OPTIONS.items()})
