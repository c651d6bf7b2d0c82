"""Which of three models does a weighted sum of error and latency ever return?"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

MODELS = np.array([[2.0, 12.0], [8.0, 7.0], [12.0, 2.0]])

assert not any((a <= b).all() for a in MODELS for b in MODELS if (a != b).any())
share = np.linspace(0, 1, 10_001)[:, None]
winners = set((share * MODELS[:, 0] + (1 - share) * MODELS[:, 1]).argmin(axis=1))
assert_keys(a=len(winners) == 3, b=len(winners) < 3)
