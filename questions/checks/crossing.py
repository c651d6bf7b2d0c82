"""Draws both ROC curves through their points and computes what each conclusion claims."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, OPTIONS, assert_keys, numbers

FRAUDS = 0.01
KNOTS = np.array([0, 0.01, 0.20, 1])

fpr = np.concatenate([np.linspace(0, 0.01, 2_000), np.linspace(0.01, 1, 4_000)[1:]])
a, b = np.interp(fpr, KNOTS, [0, 0.3, 0.9, 1]), np.interp(fpr, KNOTS, [0, 0.5, 0.8, 1])


def area(tpr):
    return (np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2).sum()


def average_precision(tpr):
    found, alarms = tpr * FRAUDS, fpr * (1 - FRAUDS)
    return (np.diff(tpr) * (found / np.maximum(found + alarms, 1e-12))[1:]).sum()


def precision(tpr):
    return tpr * FRAUDS / (tpr * FRAUDS + 0.20 * (1 - FRAUDS))


assert abs(area(a) - 0.88) < 0.01
assert abs(area(b) - 0.85) < 0.01
assert "1% of the payments are fraudulent" in ITEM["stem"]

rng = np.random.default_rng(1)
coin = rng.random(400_000) < 0.5
caught = (rng.random(coin.size) < np.where(coin, 0.5, 0.9)).mean()
alarmed = (rng.random(coin.size) < np.where(coin, 0.01, 0.20)).mean()
claimed = numbers(OPTIONS["b"])[-2:]
order = np.sort(rng.random(50))  # scores and the same scores squared: one AUC, other probabilities
assert (np.argsort(order) == np.argsort(order**2)).all()
assert_keys(
    a=np.interp(0.01, fpr, b) > np.interp(0.01, fpr, a),
    b=np.allclose([100 * caught, 100 * alarmed], claimed, atol=0.5),
    c=precision(0.9) > precision(0.8),
    d=average_precision(a) > average_precision(b),
    e=np.allclose(order, order**2),
)
