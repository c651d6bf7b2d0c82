"""Runs k-means from many starts, and compares the best result with each claim."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDE, SMALL, STARTS = 10_000, 100, 3

rng = np.random.default_rng(5)
rows = np.vstack([rng.normal(size=(WIDE, 2)) * 5, rng.normal((15, 0), 1, (SMALL, 2))])
true_groups = np.arange(len(rows)) >= WIDE


def fit(groups):
    """Lloyd's algorithm from a first grouping; returns the cost and the groups."""
    for _ in range(40):
        centres = np.stack([rows[groups == g].mean(axis=0) for g in (0, 1)])
        distances = ((rows[:, None] - centres) ** 2).sum(axis=2)
        groups = distances.argmin(axis=1)
    return distances.min(axis=1).sum(), groups


runs = [fit(rng.integers(0, 2, len(rows))) for _ in range(STARTS)]
for _ in range(STARTS):
    seeds = rows[rng.choice(len(rows), 2, replace=False)]
    runs.append(fit(((rows[:, None] - seeds) ** 2).sum(axis=2).argmin(axis=1)))
runs.append(fit(true_groups.astype(int)))
best = min(runs, key=lambda run: run[0])[1]
share = best[:WIDE].mean()
together = max(best[WIDE:].mean(), 1 - best[WIDE:].mean())
radius = np.linalg.norm(rows[:WIDE], axis=1)
ring = abs(np.corrcoef(radius, best[:WIDE])[0, 1])
assert_keys(
    a=0.4 < share < 0.6 and together > 0.95,
    b=min(share, 1 - share) < 0.05 and together > 0.95,
    c=ring > 0.5,
    d=together < 0.7,
)
