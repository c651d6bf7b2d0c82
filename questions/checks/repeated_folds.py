"""Two equally good learners under repeated cross-validation and a naive paired t-test."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, FOLDS, REPEATS, TABLES = 300, 10, 100, 40


def scores(columns, label, inside):
    """Accuracy per fold of a linear rule along the difference of the two class means."""
    means = []
    for value in (0, 1):
        member = (~inside) * (label == value)
        means.append(member @ columns / member.sum(axis=1, keepdims=True))
    way = means[1] - means[0]
    cut = (way * (means[0] + means[1]) / 2).sum(axis=1, keepdims=True)
    guess = way @ columns.T > cut
    return ((guess == label) * inside).sum(axis=1) / inside.sum(axis=1)


alarms = 0
rng = np.random.default_rng(5)
for _ in range(TABLES):
    label = rng.integers(0, 2, ROWS)
    columns = rng.normal(size=(ROWS, 6)) + 0.4 * label[:, None]
    gaps = []
    for _ in range(REPEATS):
        fold = rng.permutation(ROWS) % FOLDS
        inside = fold == np.arange(FOLDS)[:, None]
        left, right = columns[:, :3], columns[:, 3:]  # alike in distribution, so equally good
        gaps.append(scores(left, label, inside) - scores(right, label, inside))
    gaps = np.concatenate(gaps)
    alarms += abs(gaps.mean()) > 1.96 * gaps.std(ddof=1) / np.sqrt(len(gaps))

share = alarms / TABLES
assert_keys(a=share < 0.02, b=share > 0.5, c=0.02 <= share < 0.075, d=0.075 <= share < 0.15)
