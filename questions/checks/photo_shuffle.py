"""Which use of a photo survives an exchange among rows that have one, but not the removal?"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS = 20_000
rng = np.random.default_rng(0)
table, content = rng.normal(size=(2, ROWS))
has = rng.uniform(size=ROWS) < 0.4


def auc(score, label):
    ranks = np.empty(ROWS)
    ranks[score.argsort()] = np.arange(ROWS)
    return (ranks[label].mean() - ranks[~label].mean()) / ROWS + 0.5


def fits(use):
    """Score by a model that knows the truth; compare intact, removed and exchanged photos."""
    signal = 1.3 * table + use(table, content, has)
    label = rng.uniform(size=ROWS) < 1 / (1 + np.exp(1 - signal))
    other = content.copy()
    other[has] = rng.permutation(content[has])
    intact = auc(signal, label)
    removed = auc(1.3 * table + use(table, content, np.zeros(ROWS, bool)), label)
    exchanged = auc(1.3 * table + use(table, other, has), label)
    return intact - removed > 0.03 and intact - exchanged < 0.01


assert_keys(
    a=fits(lambda _t, c, h: 2.5 * c * h),
    b=fits(lambda _t, _c, h: 0.0 * h),
    c=fits(lambda t, c, h: 2.5 * t * c * h),
    d=fits(lambda _t, _c, h: 2.5 * h),
)
