"""Adds up the costs of each threshold over payments with calibrated scores."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, OPTIONS, assert_keys, numbers

REVIEW, FRAUD, BASE_RATE = 20, 500, 0.01

rng = np.random.default_rng(22)
score = np.sort(rng.beta(20 * BASE_RATE, 20 * (1 - BASE_RATE), 100_000))
assert abs(score.mean() - BASE_RATE) < 0.001
assert f"{REVIEW} euros" in ITEM["stem"]
assert f"{FRAUD} euros" in ITEM["stem"]


def cost(threshold):
    return np.where(score >= threshold, REVIEW, FRAUD * score).mean()


thresholds = {name: numbers(text)[0] for name, text in OPTIONS.items()}
base_rate, average_loss, default = BASE_RATE, FRAUD * BASE_RATE / REVIEW, 0.5
assert set(thresholds.values()) >= {base_rate, average_loss, default}, "the slips"
costs = {name: cost(threshold) for name, threshold in thresholds.items()}
least = min(cost(threshold) for threshold in np.arange(0.002, 0.6, 0.002))
assert_keys(**{name: paid < 1.001 * least for name, paid in costs.items()})
