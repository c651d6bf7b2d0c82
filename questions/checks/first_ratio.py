"""Computes a policy's ratios before its first update, with each suspect changed in turn."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(31)
WORDS, TOKENS, WIDTH = 400, 300, 64
hidden = rng.normal(size=(TOKENS, WIDTH))
head = rng.normal(size=(WIDTH, WORDS)) * 0.5
reference = head + rng.normal(size=head.shape) * 0.05


def log_softmax(scores):
    top = scores.max(axis=1, keepdims=True)
    return scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))


def coarse(values):
    """Round to four significant bits, as an 8-bit floating-point format does."""
    mantissa, exponent = np.frexp(values)
    return np.ldexp(np.round(mantissa * 16) / 16, exponent)


old = log_softmax(hidden @ head)
tokens = np.array([rng.choice(WORDS, p=np.exp(row)) for row in old])
rows = np.arange(TOKENS)


def first_ratios(*, rate=1e-6, penalty=0.0, group=8, engine=old):
    """The ratios of the first minibatch, and the weights after it."""
    ratios = np.exp(log_softmax(hidden @ head)[rows, tokens] - engine[rows, tokens])
    rewards = rng.normal(size=TOKENS)
    advantages = (rewards - rewards[:group].mean()) / rewards[:group].std()
    ascent = hidden.T @ ((np.eye(WORDS)[tokens] - np.exp(old)) * (advantages * ratios)[:, None])
    moved = head + rate * (ascent - penalty * (head - reference))
    assert not np.allclose(moved, head, atol=0)
    return ratios


def off(ratios):
    return bool(np.abs(ratios - 1).max() > 0.2)


assert_keys(
    a=off(first_ratios(rate=10.0)),
    b=off(first_ratios(penalty=0.0)) or off(first_ratios(penalty=10.0)),
    c=off(first_ratios(engine=log_softmax(coarse(hidden) @ coarse(head)))),
    d=off(first_ratios(group=2)),
)
