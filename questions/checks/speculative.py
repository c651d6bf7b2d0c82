"""Enumerates speculative sampling exactly, for a good draft model and a weak one."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(9)
p = rng.dirichlet(np.ones(12))
good = 0.9 * p + 0.1 / 12
weak = rng.dirichlet(0.3 * np.ones(12)) * 0.9 + 0.1 / 12


def sample(q):
    """Return the share of accepted drafts and the distribution of what comes out."""
    residual = np.maximum(p - q, 0)
    residual /= residual.sum()
    output, accepted = np.zeros_like(p), 0.0
    for x, drafted in enumerate(q):
        passes = min(1, p[x] / drafted)
        accepted += drafted * passes
        output[x] += drafted * passes
        output += drafted * (1 - passes) * residual
    return accepted, output


(good_share, good_output), (weak_share, weak_output) = sample(good), sample(weak)
assert np.isclose(weak_share, np.minimum(p, weak).sum())
slower = weak_share < good_share - 0.1
faithful = np.allclose(good_output, p) and np.allclose(weak_output, p)

assert_keys(
    a=not slower and not faithful,
    b=slower and faithful,
    c=slower and not faithful,
    d=not slower and faithful,
)
