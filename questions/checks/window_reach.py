"""Follows the influence of tokens through layers with a window, on a small scale."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

LAYERS, WINDOW = 32, 4_096


def reach(layers, window, tokens=200):
    """Positions from the last one back to the farthest that influences it."""
    place = np.arange(tokens)
    back = place[:, None] - place
    sees = (back >= 0) & (back < window)
    influence = np.eye(tokens, dtype=bool)
    for _ in range(layers):
        influence = sees.astype(int) @ influence > 0
    return tokens - 1 - int(influence[-1].argmax())


for layers, window in ((1, 8), (4, 8), (6, 21)):
    assert reach(layers, window) == layers * (window - 1)

farthest = LAYERS * (WINDOW - 1)


def claimed(text):
    return numbers(text.replace(",", ""))[0]


assert_keys(
    **{
        name: not text.startswith("No limit") and abs(claimed(text) / farthest - 1) < 0.01
        for name, text in OPTIONS.items()
    }
)
