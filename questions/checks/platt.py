"""Fits Platt scaling to miscalibrated scores: the loss improves, the AUC cannot."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

rng = np.random.default_rng(24)
logit = rng.normal(size=4_000)
label = rng.uniform(size=4_000) < 1 / (1 + np.exp(-logit))
score = 3 * logit + 2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def auc(x, y):
    return (x[y][:, None] > x[~y]).mean() + (x[y][:, None] == x[~y]).mean() / 2


def loss(p, y):
    return -np.log(np.where(y, p, 1 - p)).mean()


fit, test = slice(0, 2_000), slice(2_000, None)
a, b = 1.0, 0.0
for _ in range(5_000):
    error = sigmoid(a * score[fit] + b) - label[fit]
    a, b = a - 0.05 * (error * score[fit]).mean(), b - 0.05 * error.mean()
calibrated = sigmoid(a * score[test] + b)
assert a > 0
assert loss(calibrated, label[test]) < loss(sigmoid(score[test]), label[test]) - 0.1

raised = auc(calibrated, label[test]) > auc(score[test], label[test]) + 1e-9
assert OPTIONS == {"a": "True", "b": "False"}
assert_keys(a=raised, b=not raised)
