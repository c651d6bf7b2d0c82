"""Counts what the loss of a collated batch asks for when padding shares the closing token's id."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

END, WORDS, LENGTH, ROWS = 0, 50, 12, 400

rng = np.random.default_rng(21)
sizes = rng.integers(3, LENGTH - 1, ROWS)
batch = np.full((ROWS, LENGTH), END)
for row, size in zip(batch, sizes, strict=True):
    row[:size] = rng.integers(1, WORDS, size)
trained = batch != END
by_length = np.arange(LENGTH) <= sizes[:, None]
assert (batch[by_length] == END).sum() == ROWS, "masked by length, every answer trains its end"

ends = (batch[trained] == END).sum()
assert_keys(
    a=ends > ROWS,
    b=ends == 0,
    c=ends == ROWS,
    d=any(END in row[:size] for row, size in zip(batch, sizes, strict=True)),
)
