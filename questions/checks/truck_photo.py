"""Softmax over two prompts: what the scale does, and that nothing but the gap matters."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SCALE, DOG, CAT = 100, 0.200, 0.165


def share(dog, cat, scale=SCALE):
    return 1 / (1 + np.exp(-scale * (dog - cat)))


reported = share(DOG, CAT)
unmoved = np.isclose(share(DOG - 0.15, CAT - 0.15), reported)
assert round(100 * reported) == 97

assert_keys(
    a=bool(unmoved),
    b=abs(reported - 0.5) < 0.05,
    c=not unmoved,
    d=share(DOG, CAT, 2 * SCALE) < reported,
)
