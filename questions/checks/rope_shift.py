"""Raises both positions by 1,000 and compares the rotary scores."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PAIRS, SHIFT = 32, 1000

rng = np.random.default_rng(7)
speeds = 10_000.0 ** (-np.arange(PAIRS) / PAIRS)


def score(q, k, m, n):
    """The inner product of the rotated vectors, with each pair as a complex number."""
    rotated_q, rotated_k = q * np.exp(1j * m * speeds), k * np.exp(1j * n * speeds)
    return (rotated_q * rotated_k.conj()).real.sum()


before, after = [], []
for m, n in [(5, 2), (40, 40), (300, 7), (1000, 999)]:
    q, k = (rng.normal(size=PAIRS) + 1j * rng.normal(size=PAIRS) for _ in range(2))
    before.append(score(q, k, m, n))
    after.append(score(q, k, m + SHIFT, n + SHIFT))
    assert not np.isclose(score(q, k, m + SHIFT, n), before[-1]), "one shift alone must matter"
before, after = np.array(before), np.array(after)

assert_keys(
    a=(np.abs(after) < 0.99 * np.abs(before)).all(),
    b=(np.sign(after) != np.sign(before)).all(),
    c=not np.allclose(after, before),
    d=np.allclose(after, before),
)
