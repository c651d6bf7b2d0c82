"""Refitting after a change of one feature's unit: whose predictions move?"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(2)
x_train, x_test = rng.normal(size=(80, 3)), rng.normal(size=(40, 3))
y_train = x_train[:, 0] + np.sin(2 * x_train[:, 1]) + 0.3 * rng.normal(size=80)
METRES = np.array([1000.0, 1.0, 1.0])


def neighbours(x, y, new, k=5):
    distances = ((new[:, None, :] - x[None, :, :]) ** 2).sum(axis=2)
    return y[np.argsort(distances, axis=1)[:, :k]].mean(axis=1)


def linear(x, y, new, penalty):
    mean, centre = x.mean(axis=0), y.mean()
    gram = (x - mean).T @ (x - mean) + penalty * np.eye(x.shape[1])
    return centre + (new - mean) @ np.linalg.solve(gram, (x - mean).T @ (y - centre))


def best_split(x, y):
    def cost(feature, threshold):
        left = x[:, feature] <= threshold
        return sum(((part - part.mean()) ** 2).sum() for part in (y[left], y[~left]))

    cuts = [(f, t) for f in range(x.shape[1]) for t in np.sort(x[:, f])[:-1]]
    return min(cuts, key=lambda cut: cost(*cut))


def tree(x, y, new, depth=3):
    if depth == 0 or len(y) < 4:
        return np.full(len(new), y.mean())
    feature, threshold = best_split(x, y)
    left, left_new = x[:, feature] <= threshold, new[:, feature] <= threshold
    predicted = np.empty(len(new))
    predicted[left_new] = tree(x[left], y[left], new[left_new], depth - 1)
    predicted[~left_new] = tree(x[~left], y[~left], new[~left_new], depth - 1)
    return predicted


def moves(model):
    before = model(x_train, y_train, x_test)
    after = model(x_train * METRES, y_train, x_test * METRES)
    return not np.allclose(before, after, rtol=1e-6)


assert_keys(
    a=moves(lambda x, y, new: linear(x, y, new, 0.0)),
    b=moves(neighbours),
    c=moves(tree),
    d=moves(lambda x, y, new: linear(x, y, new, 10.0)),
)
