"""Half the width of the interval over the lift, under each change."""

import sys
from math import sqrt
from pathlib import Path
from statistics import NormalDist

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

LIFT, SPREAD = 1.0, 40.0


def width(new, old, *, scale=1, level=0.95):
    bound = NormalDist().inv_cdf((1 + level) / 2)
    return bound * scale * SPREAD * sqrt(1 / new + 1 / old) / (scale * LIFT)


limit = 0.99 * width(2_000, 18_000)
assert_keys(
    a=width(10_000, 10_000) < limit,
    b=width(8_000, 72_000) < limit,
    c=width(2_000, 18_000, scale=100) < limit,
    d=width(2_000, 18_000, level=0.99) < limit,
)
