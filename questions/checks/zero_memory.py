"""Adds up the bytes of each array that a GPU holds under ZeRO stage 1."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PARAMETERS, GPUS = 7_000_000_000, 8

half, full = np.dtype(np.float16).itemsize, np.dtype(np.float32).itemsize
whole = {"weights": half, "gradients": half}
sharded = {"master copy": full, "momentum": full, "variance": full}
per_parameter = sum(whole.values()) + sum(sharded.values()) / GPUS
assert sum(whole.values()) + sum(sharded.values()) == 16

assert_value(per_parameter * PARAMETERS / 1e9)
