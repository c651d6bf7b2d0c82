"""The mean of the improvement over the incumbent, by numerical integration."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

SPREAD = 5.0

error = np.linspace(-10 * SPREAD, 10 * SPREAD, 400_001)
density = np.exp(-0.5 * (error / SPREAD) ** 2) / (SPREAD * np.sqrt(2 * np.pi))
step = error[1] - error[0]

assert_value((np.maximum(0, -error) * density).sum() * step)
