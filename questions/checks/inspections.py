"""Two trades under a model that learns from its own inspections: is the second one's rate found?"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

TRUTH, FILED, BUDGET, MONTHS = np.array([0.2, 0.4]), np.array([10_000, 10_000]), 1_000, 24


def estimate(change=None, rounds=MONTHS, seed=24):
    """Return what the model believes of the second trade; old inspections found little there."""
    rng = np.random.default_rng(seed)
    seen, found = np.array([400.0, 20.0]), np.array([80.0, 1.0])
    budget = BUDGET * MONTHS // rounds
    for _ in range(rounds):
        belief = found / seen
        chosen = np.where(belief == belief.max(), budget, 0)
        weight = np.ones(2)
        if change == "draw":
            by_lot = budget // 20
            chosen = np.where(belief == belief.max(), budget - by_lot, 0)
            chosen = chosen + by_lot * FILED // FILED.sum()
        if change == "lottery":
            chance = np.exp(8 * belief) / np.exp(8 * belief).sum()
            chosen = (budget * chance).astype(int)
            weight = FILED / np.maximum(chosen, 1)
        outcome = rng.binomial(chosen, TRUTH)
        seen, found = seen + weight * chosen, found + weight * outcome
        if change == "honest":
            seen = seen + FILED - chosen
    return (found / seen)[1]


as_is = estimate()
assert as_is < 0.1


def notices(belief):
    return abs(belief - TRUTH[1]) < 0.05


assert_keys(
    a=notices(estimate("draw")),
    b=notices(estimate(rounds=4 * MONTHS)),
    c=notices(estimate("honest")),
    d=notices(estimate("lottery")),
)
