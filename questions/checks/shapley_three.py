"""The exact Shapley value of the first of three features, over all orders of arrival."""

import sys
from itertools import permutations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value


def model(x):
    return 3 * x[0] + 9 * x[0] * x[1] * x[2] + 2 * x[1]


def gain(order, feature):
    earlier = order[: order.index(feature)]
    before = np.isin(range(3), earlier).astype(float)
    after = np.isin(range(3), (*earlier, feature)).astype(float)
    return model(after) - model(before)


values = [np.mean([gain(order, f) for order in permutations(range(3))]) for f in range(3)]
assert np.isclose(sum(values), model(np.ones(3)) - model(np.zeros(3)))

assert_value(values[0])
