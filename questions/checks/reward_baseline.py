"""Exact mean and variance of the REINFORCE update of a softmax policy, by baseline."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

REWARDS = np.array([0.90, 0.91, 0.92, 0.94])
POLICY = np.array([0.5, 0.25, 0.15, 0.1])
SCORES = np.eye(4) - POLICY
"""Row k is the gradient of the logarithm of the probability of architecture k."""


def update(baseline):
    steps = (REWARDS - baseline)[:, None] * SCORES
    mean = POLICY @ steps
    variance = POLICY @ ((steps - mean) ** 2).sum(axis=1)
    return steps, mean, variance


with_steps, with_mean, with_variance = update(POLICY @ REWARDS)
bare_steps, bare_mean, bare_variance = update(0)
same_mean = np.allclose(with_mean, bare_mean)

assert_keys(
    a=same_mean and bare_variance > 100 * with_variance,
    b=not same_mean,
    c=np.allclose(bare_mean, 0),
    d=np.allclose(with_steps, bare_steps),
)
