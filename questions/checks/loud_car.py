"""Quantises a small network with ranges from quiet inputs and tries it on loud ones."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

rng = np.random.default_rng(20)
WIDTH, HIDDEN, WORDS = 20, 64, 10
deployed = rng.normal(size=(WIDTH, HIDDEN)), rng.normal(size=(HIDDEN, WORDS))
retrained = rng.normal(size=(WIDTH, HIDDEN)), rng.normal(size=(HIDDEN, WORDS))


def rooms(count):
    return rng.normal(size=(count, WIDTH))


def cars(count):
    return 6 * rng.normal(size=(count, WIDTH))


def rounded(values, limit):
    step = limit / 127
    return np.clip(np.round(values / step), -127, 127) * step


def agreement(inputs, calibration, *, per_channel=False, model=deployed):
    """How often the rounded model decides as the float model does, which copes with all inputs."""
    first, last = model
    axis = 0 if per_channel else None
    one = rounded(first, np.abs(first).max(axis=axis))
    two = rounded(last, np.abs(last).max(axis=axis))
    middle = np.maximum(calibration @ first, 0).max()
    hidden = np.maximum(rounded(inputs, np.abs(calibration).max()) @ one, 0)
    wanted = (np.maximum(inputs @ first, 0) @ last).argmax(axis=1)
    return float(np.mean((rounded(hidden, middle) @ two).argmax(axis=1) == wanted))


quiet, loud = rooms(2_000), cars(2_000)
before = agreement(loud, rooms(200))
assert agreement(quiet, rooms(200)) > 0.9
assert before < 0.85
mixed = np.concatenate([rooms(100), cars(100)])
assert_keys(
    a=agreement(loud, rooms(200), per_channel=True) > 0.9,
    b=agreement(loud, mixed) > 0.9 and agreement(quiet, mixed) > 0.85,
    c=agreement(loud, rooms(2_000)) > 0.9,
    d=agreement(loud, rooms(200), model=retrained) > 0.9,
)
