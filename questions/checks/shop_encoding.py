"""Encodes drifting shops by their mean sales and compares the test error with operation."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SHOPS, TRAIN, TEST, LIVE = 1_000, 16, 8, 8
TABLE = TRAIN + TEST
MEMORY = 0.9

rng = np.random.default_rng(14)
level = rng.normal(size=(SHOPS, TABLE + LIVE))
for day in range(1, TABLE + LIVE):
    level[:, day] = MEMORY * level[:, day - 1] + np.sqrt(1 - MEMORY**2) * level[:, day]
sales = level + 0.5 * rng.normal(size=level.shape)
in_test = np.zeros((SHOPS, TABLE), dtype=bool)
in_test[:, TRAIN:] = True


def earlier_mean(until):
    """Each row's mean over the earlier rows of its shop; the first row gets zero."""
    sums = sales[:, :until].cumsum(axis=1)
    return np.column_stack([np.zeros(SHOPS), sums[:, :-1] / np.arange(1, until)])


def fit(feature, target):
    slope, offset = np.polyfit(feature, target, 1)
    return lambda new: offset + slope * new


def error(predict, feature, target):
    return np.sqrt(((predict(feature) - target) ** 2).mean())


def honest(encoding, live_encoding, test):
    """Whether the error on the test rows is at least nine tenths of the error in operation."""
    known = sales[:, :TABLE]
    predict = fit(encoding[~test], known[~test])
    shown = error(predict, encoding[test], known[test])
    return shown > 0.9 * error(predict, live_encoding, sales[:, TABLE:])


whole = np.repeat(sales[:, :TABLE].mean(axis=1, keepdims=True), TABLE, axis=1)
pulled = 0.8 * whole + 0.2 * sales[:, :TABLE].mean()
scaled = (whole - whole[~in_test].mean()) / whole[~in_test].std()
at_random = rng.uniform(size=in_test.shape) < TEST / TABLE

assert not honest(whole, whole[:, :LIVE], in_test), "the leak must show"
assert_keys(
    a=honest(whole, whole[:, :LIVE], at_random),
    b=honest(pulled, pulled[:, :LIVE], in_test),
    c=honest(earlier_mean(TABLE), earlier_mean(TABLE + LIVE)[:, TABLE:], in_test),
    d=honest(scaled, scaled[:, :LIVE], in_test),
)
