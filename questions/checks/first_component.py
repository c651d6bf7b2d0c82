"""Takes the largest eigenvalue of the correlation matrix."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

correlations = np.full((4, 4), 0.6) + 0.4 * np.eye(4)
values = np.linalg.eigvalsh(correlations)

assert_value(100 * values[-1] / values.sum(), within=1e-6)
