"""LIME on an honest and on a two-faced model that both decide by one feature on real rows."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, DRAWS = 2_000, 4_000

rng = np.random.default_rng(8)
factor = rng.normal(size=(ROWS, 1))
rows = np.column_stack([rng.integers(0, 2, ROWS), factor + 0.1 * rng.normal(size=(ROWS, 4))])


def unlike_real(x):
    """Real rows have four nearly equal columns; perturbing them one by one breaks that."""
    return x[:, 1:].std(axis=1) > 0.25


def honest(x):
    return x[:, 0]


def two_faced(x):
    return np.where(unlike_real(x), x[:, 1] > 0, x[:, 0])


def lime(model, row):
    """Independent normal draws for numbers, draws by frequency for the category, as for tables."""
    drawn = row + rng.normal(size=(DRAWS, 5)) * rows.std(axis=0)
    drawn[:, 0] = rng.choice(rows[:, 0], DRAWS)
    drawn[0] = row
    scaled = (drawn - row) / rows.std(axis=0)
    scaled[:, 0] = drawn[:, 0] != row[0]
    weight = np.exp(-(scaled**2).sum(axis=1) / (0.75**2 * 5))
    inputs = np.column_stack([np.ones(DRAWS), drawn])
    root = np.sqrt(weight)[:, None]
    found = np.linalg.lstsq(inputs * root, model(drawn) * root[:, 0], rcond=None)[0]
    return found[1], drawn[:, 0].std()


assert (two_faced(rows) == rows[:, 0]).mean() > 0.99
plain = [lime(honest, row) for row in rows[:10]]
fooled = [lime(two_faced, row) for row in rows[:10]]

assert_keys(
    a=max(abs(p[0]) for p in plain) < 0.5,
    b=np.mean([abs(f[0]) for f in fooled]) < 0.1 < min(abs(p[0]) for p in plain),
    c=min(p[1] for p in plain) < 0.1,
    d=any(abs(p[0]) < 0.5 for p in plain),  # near rows alone show what counts there
)
