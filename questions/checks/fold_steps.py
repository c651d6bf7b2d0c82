"""Cross-validates on labels that are pure chance: a score above chance shows a leak."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, RARE, FOLDS = 400, 0.2, 10


def recall_mean(columns, labels, rng):
    """Balanced accuracy of one nearest neighbour in ten random folds."""
    columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    fold = rng.permutation(len(labels)) % FOLDS
    guess = np.empty_like(labels)
    for test in range(FOLDS):
        train = np.flatnonzero(fold != test)
        away = ((columns[fold == test][:, None, :] - columns[train][None, :, :]) ** 2).sum(axis=2)
        guess[fold == test] = labels[train][away.argmin(axis=1)]
    return np.mean([(guess[labels == c] == c).mean() for c in (0, 1)])


def score(step):
    scores = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        labels = (rng.uniform(size=ROWS) < RARE).astype(int)
        amounts = rng.lognormal(size=(ROWS, 2))
        columns, labels = step(amounts, labels, rng)
        scores.append(recall_mean(columns, labels, rng))
    return np.mean(scores)


def postcode(amounts, labels, rng):
    code = rng.integers(0, 150, ROWS)
    means = np.array([labels[code == c].mean() if (code == c).any() else 0 for c in range(150)])
    return np.column_stack([amounts, means[code]]), labels


def ratio(amounts, labels, _rng):
    return np.column_stack([amounts, amounts[:, 0] / amounts[:, 1]]), labels


def flag(amounts, labels, rng):
    gone = rng.uniform(size=ROWS) < 0.3
    return np.column_stack([np.where(gone, 0, amounts[:, 0]), amounts[:, 1], gone]), labels


def duplicate(amounts, labels, rng):
    rare = np.flatnonzero(labels == 1)
    rows = np.concatenate([np.arange(ROWS), rng.choice(rare, ROWS - 2 * len(rare))])
    return amounts[rows], labels[rows]


assert_keys(
    a=score(postcode) > 0.6,
    b=score(ratio) > 0.6,
    c=score(flag) > 0.6,
    d=score(duplicate) > 0.6,
)
