"""Average, local and individual effects of a feature whose sign another feature flips."""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(10)
x, sign = rng.uniform(-1, 1, 4_000), rng.choice([-1.0, 1.0], 4_000)


def model(feature, flip):
    return feature * flip


def dependence(points):
    return np.array([model(p, sign).mean() for p in points])


def local_effects(bins=20):
    edges = np.linspace(-1, 1, bins + 1)
    steps = []
    for low, high in pairwise(edges):
        inside = (x >= low) & (x < high)
        steps.append((model(high, sign[inside]) - model(low, sign[inside])).mean())
    return np.cumsum(steps)


def reach(curve):
    return np.max(curve) - np.min(curve)


individual = np.array([model(p, sign[:50]) for p in (-1.0, 1.0)])
slopes = individual[1] - individual[0]
shuffled = ((model(x[rng.permutation(4_000)], sign) - model(x, sign)) ** 2).mean()
assert reach(dependence(np.linspace(-1, 1, 5))) < 0.1 < shuffled

assert_keys(
    a=slopes.min() < -1 and slopes.max() > 1,
    b=reach(local_effects()) > 1,
    c=np.ndim(shuffled) > 0,
    d=reach(dependence(np.linspace(-1, 1, 201))) > 1,
)
