"""The symmetric contrastive loss of equal embeddings, at two temperatures."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PAIRS = 4_096


def direction(similarities, scale):
    """Cross-entropy of the first candidate, the pair, among all of a row."""
    logits = scale * similarities
    return np.log(np.exp(logits - logits.max()).sum()) + logits.max() - logits[0]


equal = np.ones(PAIRS)
losses = [(direction(equal, s) + direction(equal, s)) / 2 for s in (1, 100)]
assert np.isclose(*losses)

assert_value(losses[0])
