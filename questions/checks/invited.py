"""The effect on compliers by simulating users who are always, never, or only if invited moved."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

exact = (42 - 40) / (0.35 - 0.10)

rng = np.random.default_rng(0)
users = 4_000_000
kind = rng.uniform(size=users)  # below 0.1 always uses, up to 0.35 if invited, else never
invited = rng.uniform(size=users) < 0.5
uses = kind < np.where(invited, 0.35, 0.10)
stays = rng.uniform(size=users) < 0.4 + 0.1 * (kind < 0.1) + exact / 100 * uses
lift = stays[invited].mean() - stays[~invited].mean()
moved = uses[invited].mean() - uses[~invited].mean()
assert abs(100 * lift / moved - exact) < 0.6
assert_value(exact)
