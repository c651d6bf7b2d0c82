"""Two trades under a model that learns from its own inspections: is the second one's rate found?"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

TRUTH, FILED, BUDGET, MONTHS = np.array([0.2, 0.4]), np.array([10_000, 10_000]), 1_000, 24


def estimate(change=None, seed=24):
    """Return what the model believes of the second trade; old inspections found little there."""
    rng = np.random.default_rng(seed)
    seen, found = np.array([400.0, 20.0]), np.array([80.0, 1.0])
    for _ in range(MONTHS):
        belief = found / seen
        chosen = np.where(belief == belief.max(), BUDGET, 0)
        aside = BUDGET // 20
        if change == "draw from all":
            chosen = np.where(belief == belief.max(), BUDGET - aside, 0)
            chosen = chosen + aside * FILED // FILED.sum()
        if change == "draw from top":
            places = np.where(belief == belief.max(), 2 * BUDGET, 0)
            chosen = BUDGET * places // places.sum()
        if change == "fewest":
            chosen = np.where(belief == belief.max(), BUDGET - aside, 0)
            chosen = chosen + np.where(seen == seen.min(), aside, 0)
        outcome = rng.binomial(chosen, TRUTH)
        seen, found = seen + chosen, found + outcome
    weight = FILED / seen if change == "weights" else np.ones(2)
    return (weight * found / (weight * seen))[1]


as_is = estimate()
assert as_is < 0.1


def notices(belief):
    return abs(belief - TRUTH[1]) < 0.05


assert_keys(
    a=notices(estimate("draw from all")),
    b=notices(estimate("draw from top")),
    c=notices(estimate("weights")),
    d=notices(estimate("fewest")),
)
