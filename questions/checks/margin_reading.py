"""Reads SHAP values on the log-odds scale; a refit shows that they do not foretell retraining."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

BASE, TOTAL, INCOME = -2.0, 1.5, 0.7


def sigmoid(margin):
    return 1 / (1 + np.exp(-margin))


probability = 100 * sigmoid(BASE + TOTAL)
starts = np.linspace(-10, 10, 2_001)
largest_step = 100 * (sigmoid(starts + INCOME) - sigmoid(starts)).max()
factor = np.exp(INCOME)

# A linear model: SHAP is weight times deviation from the mean, and a correlated feature takes over.
rng = np.random.default_rng(7)
income = rng.normal(size=5_000)
rent = income + 0.1 * rng.normal(size=5_000)
margin = INCOME * income
alone = (rent @ margin) / (rent @ rent)
refit_drop = INCOME * 1.0 - alone * 1.0
assert refit_drop < 0.1 * INCOME

assert_keys(
    a=abs(numbers(OPTIONS["a"])[0] - probability) < 1,
    b=numbers(OPTIONS["b"])[0] <= largest_step,
    c="about two" in OPTIONS["c"] and abs(factor - 2) < 0.05,
    d=abs(refit_drop - INCOME) < 0.1,
)
