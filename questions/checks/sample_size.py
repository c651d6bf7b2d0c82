"""An evolutionary search with small and with full samples for the choice of parents."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PEOPLE, GENES, STEPS = 100, 30, 400


def search(size):
    """Return how often the best was the parent, how evenly parents were spread, and costs."""
    rng = np.random.default_rng(1)
    genes = rng.integers(0, 2, (PEOPLE, GENES))
    fitness = genes.sum(axis=1) + rng.normal(size=PEOPLE)
    best, ranks, trained, flips = 0, [], 0, []
    for step in range(STEPS):
        drawn = rng.choice(PEOPLE, size, replace=False)
        parent = drawn[fitness[drawn].argmax()]
        best += parent == fitness.argmax()
        ranks.append((fitness < fitness[parent]).mean())
        child = genes[parent].copy()
        child[rng.integers(GENES)] ^= 1
        flips.append((child != genes[parent]).sum())
        trained += 1
        genes[step % PEOPLE] = child  # the oldest goes
        fitness[step % PEOPLE] = child.sum() + rng.normal()
    return best / STEPS, np.mean(ranks), trained, np.mean(flips)


few, full = search(10), search(PEOPLE)
assert few[0] < 0.5
assert abs(search(1)[1] - 0.5) < 0.05
assert_keys(
    a=abs(full[1] - 0.5) < 0.05,
    b=full[2] == 10 * few[2],
    c=full[3] > few[3],
    d=full[0] == 1,
)
