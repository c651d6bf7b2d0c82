"""Plays each claim through on ten classes and compares both averages before and after."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SIZES = np.array([4_500, 4_500] + [125] * 8)


def averages(recall):
    """Micro and macro F1, with each class's errors spread evenly over the other nine."""
    hits = SIZES * recall
    wrong = (SIZES - hits) / 9
    flagged = hits + wrong.sum() - wrong
    precision_all, recall_all = hits.sum() / flagged.sum(), hits.sum() / SIZES.sum()
    assert np.isclose(precision_all, recall_all), "micro precision is micro recall"
    return recall_all, (2 * hits / (flagged + SIZES)).mean()


def fits(frequent, rare):
    """Whether the micro F1 rises and the macro F1 falls."""
    before = averages(np.array([0.9] * 2 + [0.8] * 8))
    after = averages(np.array([0.9 + frequent] * 2 + [0.8 + rare] * 8))
    return after[0] > before[0] and after[1] < before[1]


assert_keys(
    a=False,  # the models share the test set, says the stem
    b=fits(-0.2, 0.1),
    c=False,  # by the assertion above, for whatever the models are
    d=fits(0.03, -0.2),
)
