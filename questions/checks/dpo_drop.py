"""Trains a policy over three answers by DPO, as it should be and with each supposed fault."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

FEATURES = np.array([1.0, 0.5, 3.0])  # chosen, rejected, an answer outside the pair
STEPS, RATE = 200, 0.5


def log_probabilities(theta):
    logits = theta * FEATURES
    return logits - np.log(np.exp(logits).sum())


def curves(*, chosen=0, rejected=1, beta=0.5, moving=False):
    """Whether the loss falls, the margin grows and the chosen answer sinks."""
    theta, losses, margins, likelihoods = 0.0, [], [], []
    for _ in range(STEPS):
        now = log_probabilities(theta)
        ratios = now - (now if moving else log_probabilities(0.0))
        margin = beta * (ratios[chosen] - ratios[rejected])
        losses.append(np.logaddexp(0, -margin))
        margins.append(margin)
        likelihoods.append(now[chosen])
        slope = beta * (FEATURES[chosen] - FEATURES[rejected])
        theta += RATE * slope / (1 + np.exp(margin))
    return (
        losses[-1] < losses[0] - 1e-3,
        margins[-1] > margins[0] + 1e-3,
        all(np.diff(likelihoods) < 0),
    )


assert_keys(
    a=all(curves(chosen=1, rejected=0)),
    b=all(curves(moving=True)),
    c=all(curves()),
    d=all(curves(beta=0.0)),
)
