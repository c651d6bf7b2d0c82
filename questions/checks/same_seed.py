"""Which of four effects can change the result of a training that is repeated unaltered."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

RUNS, BATCHES = 20, 40

rng = np.random.default_rng(0)
terms = rng.normal(size=2_000).astype(np.float32)
left, right = rng.normal(size=(2, 64, 64)).astype(np.float32)


def differ(results):
    return len({np.asarray(result).tobytes() for result in results}) > 1


def added(order):
    """Add one after the other, as atomic additions do."""
    total = np.float32(0)
    for term in terms[order]:
        total += term
    return total


def tf32(matrix):
    """Cut the mantissa to the ten bits of TF32."""
    return (matrix.view(np.uint32) & np.uint32(0xFFFFE000)).view(np.float32)


def blocked(size):
    """Add up block by block: another kernel for the same sum."""
    blocks = terms.reshape(-1, size)
    return np.add.accumulate(np.add.accumulate(blocks, axis=1)[:, -1])[-1]


def handed_out():
    """Let workers finish at random times and hand out batches in the order of the sampler."""
    finished = rng.permutation(BATCHES)
    waiting, out = set(), []
    for batch in finished:
        waiting.add(int(batch))
        while len(out) in waiting:
            out.append(len(out))
    return out


assert_keys(
    a=differ(added(rng.permutation(len(terms))) for _ in range(RUNS)),
    b=differ(tf32(left) @ tf32(right) for _ in range(RUNS)),
    c=differ(blocked(size) for size in (10, 50, 400)),
    d=differ(handed_out() for _ in range(RUNS)),
)
