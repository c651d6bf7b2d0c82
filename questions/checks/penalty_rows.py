"""The best ridge penalty on a mean loss, for a sample and for 20 times the rows."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SMALL, LARGE, WIDTH, NOISE = 250, 5_000, 40, 50.0  # NOISE over SMALL is 0.2, signal variance 1
PENALTIES = 0.2 * 20 ** np.linspace(-1.5, 1.5, 61)


def best_penalty(rows):
    rng = np.random.default_rng(3)
    risk = np.zeros(len(PENALTIES))
    for _ in range(60):
        weights = rng.normal(size=WIDTH)
        inputs = rng.normal(size=(rows, WIDTH))
        target = inputs @ weights + np.sqrt(NOISE) * rng.normal(size=rows)
        values, basis = np.linalg.eigh(inputs.T @ inputs / rows)
        moment = basis.T @ (inputs.T @ target / rows)
        fits = moment / (values + PENALTIES[:, None])
        risk += ((fits - basis.T @ weights) ** 2).sum(axis=1)
    return PENALTIES[risk.argmin()]


assert abs(np.log(best_penalty(SMALL) / 0.2)) < 0.3
best = best_penalty(LARGE)
assert_keys(**{n: abs(np.log(numbers(text)[0] / best)) < 0.5 for n, text in OPTIONS.items()})
