"""Weighs each token in a mean of means and in the mean over all tokens."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SIZES = np.array([5, 8, 12, 40, 80, 200, 300, 400])

rng = np.random.default_rng(22)
per_token = [rng.normal(size=(size, 4)) for size in SIZES]
whole = np.concatenate(per_token).mean(axis=0)
accumulated = np.mean([gradients.mean(axis=0) for gradients in per_token], axis=0)

weights = 1 / (len(SIZES) * SIZES)
assert np.isclose((weights * SIZES).sum(), 1)
gained = weights > 1 / SIZES.sum()
padding_targets = 0
assert_keys(
    a=gained[-1] and not gained[0],
    b=padding_targets > 0,
    c=np.allclose(whole, accumulated),
    d=gained[0] and not gained[-1],
)
