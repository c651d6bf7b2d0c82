"""Optimises a reward model with rare large errors, under a penalty on the divergence."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(5)
quality = rng.normal(size=10_000)
flawed = (rng.random(10_000) < 0.002) & (quality < 0)
reward = np.where(flawed, 5 - quality, quality)  # the worse the answer, the larger the error


def liked(strength, score):
    """Mean quality of the policy that tilts the starting model by exp(strength * score)."""
    weights = np.exp(strength * (score - score.max()))
    return float(weights @ quality / weights.sum())


path = [liked(strength, reward) for strength in np.linspace(0, 3, 16)]
peak = int(np.argmax(path))
assert 0 < peak < 15
assert path[-1] < path[peak] - 0.5
now = 1.5  # past the peak: reward still rises, quality falls
fresh = quality  # people have labelled the answers that exploit the errors
assert_keys(
    a=liked(2 * now, reward) > liked(now, reward),
    b=liked(3.0, reward) > liked(now, reward),
    c=liked(now / 2, reward) > liked(now, reward),
    d=liked(now, fresh) > liked(now, reward),
    e=path[peak] > liked(now, reward),
)
