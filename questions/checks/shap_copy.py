"""Computes both kinds of Shapley values exactly for f(x1, x2) = x1 with x2 a copy of x1."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

x1 = np.array([-2.0, -1.0, 0.0, 0.0, 1.0, 5.0])
data = np.stack([x1, x1], axis=1)
row = data[5]


def model(x):
    return x[:, 0]


def interventional(known):
    x = data.copy()
    x[:, known] = row[known]
    return model(x).mean()


def conditional(known):
    alike = (data[:, known] == row[known]).all(axis=1)
    return model(data[alike]).mean()


def share_of_copy(value):
    """The Shapley value of the second feature over the sum of both."""
    copy = ((value([1]) - value([])) + (value([0, 1]) - value([0]))) / 2
    return copy / (value([0, 1]) - value([]))


found = share_of_copy(interventional), share_of_copy(conditional)
assert_keys(
    a=np.allclose(found, (0, 0)),
    b=np.allclose(found, (0, 0.5)),
    c=np.allclose(found, (0.5, 0)),
    d=np.allclose(found, (0.5, 0.5)),
)
