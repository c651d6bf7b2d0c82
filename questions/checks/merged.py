"""Merges a low-rank product into its matrix and compares outputs, operations and memory."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH, RANK, TOKENS = 48, 4, 10
rng = np.random.default_rng(2)
base = rng.normal(size=(WIDTH, WIDTH))
b, a = rng.normal(size=(WIDTH, RANK)), rng.normal(size=(RANK, WIDTH))
x = rng.normal(size=(TOKENS, WIDTH))

served = base + b @ a
assert np.allclose(x @ served.T, x @ base.T + x @ a.T @ b.T)

more_time = served.size > base.size  # one multiplication per weight and token
more_memory = served.nbytes > base.nbytes
longer = (x @ served.T).shape[0] > TOKENS
assert_keys(a=more_time, b=more_memory, c=not (more_time or more_memory or longer), d=longer)
