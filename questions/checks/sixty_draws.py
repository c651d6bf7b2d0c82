"""How often 60 random trials contain one of the best 5%, in two and in twenty dimensions."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

TRIALS, BEST = 60, 0.05

exact = 1 - (1 - BEST) ** TRIALS
rng = np.random.default_rng(2)


def hit_rate(axes):
    """Score is the distance to a corner; the bound is its quantile under the same sampling."""
    bound = np.quantile((rng.uniform(size=(20_000, axes)) ** 2).sum(axis=1), BEST)
    scores = (rng.uniform(size=(1_500, TRIALS, axes)) ** 2).sum(axis=2)
    return (scores.min(axis=1) < bound).mean()


holds = exact > 0.95
assert all(abs(hit_rate(axes) - exact) < 0.02 for axes in (2, 20))

assert OPTIONS == {"a": "True", "b": "False"}
assert_keys(a=holds, b=not holds)
