"""Counts what dense kernels multiply, zeros included, for a stack of convolutions."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

BLOCKS, CHANNELS, SIDE = 8, 32, 32

rng = np.random.default_rng(31)
net = [rng.normal(size=(CHANNELS, CHANNELS, 3, 3)) for _ in range(BLOCKS)]


def multiplications(weights, side=SIDE):
    """A dense kernel looks at the shapes only."""
    return sum(matrix.size * side * side for matrix in weights)


def four_bits(matrix):
    scale = np.abs(matrix).max() / 7
    return np.round(matrix / scale).astype(np.int8) * scale


def zeroed(matrix):
    return np.where(np.abs(matrix) > np.quantile(np.abs(matrix), 0.8), matrix, 0)


before = multiplications(net)
assert_keys(
    a=multiplications([matrix[:16, :16] for matrix in net]) < before,
    b=multiplications([zeroed(matrix) for matrix in net]) < before,
    c=multiplications(net, side=SIDE // 2) < before,
    d=multiplications([four_bits(matrix) for matrix in net]) < before,
    e=multiplications(net[::2]) < before,
)
