"""The upper bound is the rate at which a clean run is an event of 5%."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PROMPTS, CONFIDENCE = 300, 0.95

rates = np.linspace(0, 0.1, 1_000_001)
clean = (1 - rates) ** PROMPTS
bound = rates[clean >= 1 - CONFIDENCE].max()
assert abs(bound / (3 / PROMPTS) - 1) < 0.01

assert_value(100 * bound)
