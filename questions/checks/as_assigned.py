"""Simulates the offer many users over, and compares each analysis with the true effect."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

USERS = 500_000

rng = np.random.default_rng(8)
keen = rng.normal(size=USERS)
country = rng.integers(0, 3, USERS)
device = (rng.normal(size=USERS) + keen > 0).astype(float)
offer = rng.random(USERS) < 0.5
luck = rng.normal(size=USERS)
stays = {offered: keen + luck + 0.5 * offered > 0 for offered in (0, 1)}
spent = {offered: stays[offered] * np.exp(1 + 0.5 * keen + 0.2 * country) for offered in (0, 1)}
truth = (spent[1] - spent[0]).mean()
spending = np.where(offer, spent[1], spent[0])
active = np.where(offer, stays[1], stays[0])
finished = offer & (keen + rng.normal(size=USERS) > 0)


def gap(rows, treated=offer):
    return spending[rows & treated].mean() - spending[rows & ~offer].mean()


all_users = np.full(USERS, fill_value=True)
strata = sum(gap(country == c) * (country == c).mean() for c in range(3))
design = np.column_stack([np.ones(USERS), offer, device])
adjusted = np.linalg.solve(design.T @ design, design.T @ spending)[1]
estimates = {
    "a": gap(all_users),
    "b": gap(all_users, finished),
    "c": gap(active),
    "d": strata,
    "e": adjusted,
}
assert_keys(**{name: abs(found - truth) < 0.05 * truth for name, found in estimates.items()})
