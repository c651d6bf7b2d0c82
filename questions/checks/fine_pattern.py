"""Spreads a flat image by transposed convolutions and looks at the middle of the result."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SIZE, STRIDE = 12, 2


def spread(kernel, stride=STRIDE):
    size = STRIDE * SIZE // stride
    out = np.zeros((stride * size + kernel, stride * size + kernel))
    for row, col in np.ndindex(size, size):
        top, left = stride * row, stride * col
        out[top : top + kernel, left : left + kernel] += 1
    return out


def middle(out):
    return out[8:16, 8:16]


three, four = middle(spread(3)), middle(spread(4))
per_axis = np.sqrt(np.unique(three))
uneven = np.allclose(three[::2, ::2], three[0, 0]) and np.ptp(three) > 0
assert np.ptp(four) == 0, "kernel size 4 must remove the pattern"
assert_keys(
    a=np.ptp(three) == 0,  # the middle would be even if the border were the cause
    b=uneven and {1.0, 2.0} <= set(per_axis.round(9)),
    c=np.ptp(four) > 0,  # size 4 doubles the image as well
    d=np.ptp(middle(spread(3, stride=1))) > 0,  # as few weights, covering each place alike
)
