"""Asks a Gaussian-process tuner for four points in a row while no trial finishes."""

import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WORKERS = 4
GRID = np.linspace(0, 1, 401)
DONE = np.array([0.05, 0.3, 0.55, 0.8, 0.97])
ERRORS = np.sin(7 * DONE) + 0.5 * DONE
ERRORS = (ERRORS - ERRORS.mean()) / ERRORS.std()


def posterior(known, values, length):
    def kernel(left, right):
        return np.exp(-0.5 * ((left[:, None] - right[None, :]) / length) ** 2)

    inner = np.linalg.inv(kernel(known, known) + 1e-6 * np.eye(len(known)))
    cross = kernel(GRID, known)
    variance = 1 - np.einsum("ij,jk,ik->i", cross, inner, cross)
    return cross @ inner @ values, np.sqrt(np.maximum(variance, 1e-12))


def criterion(known, values, length, probability):
    mean, spread = posterior(known, values, length)
    z = (values.min() - mean) / spread
    below = 0.5 * (1 + np.array([math.erf(v / math.sqrt(2)) for v in z]))
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return below if probability else spread * (z * below + density)


def climb(score, at):
    while True:
        near = [n for n in (at - 1, at, at + 1) if 0 <= n < len(GRID)]
        top = near[int(np.argmax(score[near]))]
        if score[top] <= score[at]:
            return at
        at = top


def propose(*, length=0.12, starts=20, probability=False, stand_in=False):
    """Return the distinct proposals, the criterion maximised from random starting points."""
    rng = np.random.default_rng(4)
    known, values, proposals = DONE, ERRORS, set()
    for _ in range(WORKERS):
        score = criterion(known, values, length, probability)
        best = 0
        for start in rng.integers(0, len(GRID), starts):
            peak = climb(score, start)
            best = peak if score[peak] > score[best] else best
        proposals.add(round(float(GRID[best]), 2))
        if stand_in:
            known, values = np.append(known, GRID[best]), np.append(values, ERRORS.min())
    return proposals


assert len(propose()) == 1
assert_keys(
    a=len(propose(stand_in=True)) == WORKERS,
    b=len(propose(starts=200)) > 1,
    c=len(propose(length=0.06)) > 1,
    d=len(propose(probability=True)) > 1,
)
