"""The RAM that the tensors of a small net take while it runs layer by layer."""

import math
import sys
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

KIB = 1024
SHAPES = [(96, 96, 3), (48, 48, 16), (48, 48, 32), (24, 24, 32)]

sizes = [math.prod(shape) for shape in SHAPES]
peak = max(before + after for before, after in pairwise(sizes)) / KIB
assert_keys(**{name: abs(numbers(text)[0] - peak) < 0.5 for name, text in OPTIONS.items()})
