"""Counts the multiplications of both forms at one output position."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

KERNEL, INPUTS, OUTPUTS = 3 * 3, 256, 256

whole = sum(KERNEL * INPUTS for _ in range(OUTPUTS))
depthwise = sum(KERNEL for _ in range(INPUTS))
pointwise = sum(INPUTS for _ in range(OUTPUTS))

assert_value(whole / (depthwise + pointwise))
