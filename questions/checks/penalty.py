"""Enumerates the energies of all eight selections."""

import sys
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

PROFITS, PENALTY = (5, 4, 3), 3
NAMED = {
    "No project at all": (0, 0, 0),
    "The first project alone": (1, 0, 0),
    "The first two projects": (1, 1, 0),
    "All three projects": (1, 1, 1),
}


def energy(chosen):
    profit = sum(p * x for p, x in zip(PROFITS, chosen, strict=True))
    return PENALTY * (sum(chosen) - 1) ** 2 - profit


energies = sorted((energy(chosen), chosen) for chosen in product((0, 1), repeat=3))
assert energies[0][0] < energies[1][0]

assert_keys(**{name: NAMED[text] == energies[0][1] for name, text in OPTIONS.items()})
