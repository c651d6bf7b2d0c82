"""Computes the rank of one head's scores for random weights and tokens."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

WIDTH, HEADS, TOKENS = 512, 16, 256

rng = np.random.default_rng(54)
x = rng.normal(size=(TOKENS, WIDTH))
query, key = rng.normal(size=(2, WIDTH, WIDTH // HEADS)) / np.sqrt(WIDTH)

assert_value(np.linalg.matrix_rank((x @ query) @ (x @ key).T), within=0)
