"""What can be done with scores alone: thresholds by group, or one curve for everybody."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

rng = np.random.default_rng(23)
group, label = rng.integers(0, 2, 20_000), rng.integers(0, 2, 20_000)
score = rng.normal(size=20_000) + label * np.where(group == 0, 2.0, 1.0)


def rates(flagged):
    return np.array([flagged[(group == g) & (label == 1)].mean() for g in (0, 1)])


def gap(flagged):
    return abs(np.diff(rates(flagged))[0])


assert gap(score > 1) > 0.2
cuts = np.array([np.quantile(score[(group == g) & (label == 1)], 0.3) for g in (0, 1)])
curve = 1 / (1 + np.exp(-(1.7 * score - 0.4)))
same_people = (curve > 1 / (1 + np.exp(-1.3))) == (score > 1)
assert same_people.all()
smallest = min(gap(curve > cut) for cut in np.quantile(curve, np.linspace(0.2, 0.8, 13)))

# Two of the methods act before or during training, to which the stem gives no access.
needs_training = {name: "training" in text for name, text in OPTIONS.items()}
assert_keys(
    a=not needs_training["a"] and gap(score > cuts[group]) < 0.01,
    b=not needs_training["b"],
    c=not needs_training["c"],
    d=not needs_training["d"] and smallest < 0.01,
)
