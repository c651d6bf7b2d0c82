"""A judge with a preference for the first place compares answers of equal quality."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PAIRS, BIAS = 2_000, 0.6

rng = np.random.default_rng(10)


def wins(pairs, *, new_first, noise=1.0, judging=1.0):
    """How often the new answer wins; `judging` weighs the qualities, which are equal on average."""
    edge = judging * (rng.normal(size=pairs) - rng.normal(size=pairs))
    place = BIAS if new_first else -BIAS
    return (edge + place + noise * rng.logistic(size=pairs) > 0).mean()


def fair(rate):
    return abs(rate - 0.5) < 0.04


assert not fair(wins(PAIRS, new_first=True)), "the bias must show"
both_orders = (wins(PAIRS, new_first=True) + wins(PAIRS, new_first=False)) / 2
assert_keys(
    a=fair(wins(PAIRS, new_first=True, noise=0.0)),
    b=fair(wins(10 * PAIRS, new_first=True)),
    c=fair(both_orders),
    d=fair(wins(PAIRS, new_first=True, judging=2.0)),
)
