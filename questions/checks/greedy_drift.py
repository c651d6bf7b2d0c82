"""Near ties flip when a sum is cut differently, and only then."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH, TRIALS = 1024, 400

rng = np.random.default_rng(24)


def logit(weights, hidden, pieces):
    """A sum in single precision, as so many partial sums that are added in order."""
    total = np.float32(0)
    for part in (weights * hidden).reshape(pieces, -1):
        partial = np.float32(0)
        for term in part.reshape(-1, 32).sum(axis=1, dtype=np.float32):
            partial = np.float32(partial + term)
        total = np.float32(total + partial)
    return total


moved = repeated = 0
for _ in range(TRIALS):
    weights, hidden = rng.normal(size=(2, WIDTH)).astype(np.float32)
    one = logit(weights, hidden, 1)
    repeated += one != logit(weights, hidden, 1)
    moved += one != logit(weights, hidden, 8)

tied = np.array([1.0, 1.0, 0.5])
greedy = {int(np.argmax(tied)) for _ in range(100)}
keys = rng.normal(size=(WIDTH, 4)).astype(np.float32)
blocks = rng.permutation(WIDTH // 16)  # where in the cache each run of 16 keys lies
cache = np.empty((WIDTH // 16, 16, 4), dtype=np.float32)
cache[blocks] = keys.reshape(-1, 16, 4)
gathered = cache[blocks].reshape(WIDTH, 4)

assert_keys(
    a=not np.array_equal(gathered @ keys[0], keys @ keys[0]),
    b=len(greedy) > 1,
    c=repeated > 0,  # the same sums, later
    d=repeated == 0 and moved > TRIALS / 10,
)
