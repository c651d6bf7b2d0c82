"""Spreads a flat image by transposed convolutions and looks at the middle of the result."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SIZE, STRIDE = 12, 2


def spread(kernel, image=None):
    image = np.ones((SIZE, SIZE)) if image is None else image
    out = np.zeros((STRIDE * SIZE + kernel, STRIDE * SIZE + kernel))
    for row, col in np.ndindex(SIZE, SIZE):
        top, left = STRIDE * row, STRIDE * col
        out[top : top + kernel, left : left + kernel] += image[row, col]
    return out


def middle(out):
    return out[8:16, 8:16]


three, four = middle(spread(3)), middle(spread(4))
per_axis = np.sqrt(np.unique(three))
uneven = np.allclose(three[::2, ::2], three[0, 0]) and np.ptp(three) > 0
assert np.ptp(four) == 0, "kernel size 4 must remove the pattern"
one_pixel = np.zeros((SIZE, SIZE))
one_pixel[5, 5] = 1
unread = [spread(3, np.roll(one_pixel, shift, axis=1)).sum() == 0 for shift in (0, 1)]
flat = np.ones((SIZE, SIZE))
assert_keys(
    a=np.ptp(three) == 0,  # the middle would be even if the border were the cause
    b=uneven and {1.0, 2.0} <= set(per_axis.round(9)),
    c=any(unread),
    d=np.ptp(np.roll(flat, 1, axis=1) + flat) > 0,
)
