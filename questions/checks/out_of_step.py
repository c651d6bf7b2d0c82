"""Which negatives make a matcher of sound and sight notice a shift in time?"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PAIRS, TOPIC, EVENT = 1_000, 8, 4
rng = np.random.default_rng(0)


def pairs(kind, count):
    """Gaps between what is heard and seen: those of topic, then those of momentary events."""
    topic = rng.normal(size=(2, count, TOPIC))
    event = 0.6 * rng.normal(size=(2, count, EVENT))
    if kind != "other":
        topic[1] = topic[0]
    if kind == "true":
        event[1] = event[0]
    gaps = np.concatenate([topic[1] - topic[0], event[1] - event[0]], axis=1)
    return (gaps + 0.3 * rng.normal(size=gaps.shape)) ** 2


def hidden(gaps, width, seed):
    wide = np.random.default_rng(seed).normal(size=(TOPIC + EVENT, width)) / 4
    return np.column_stack([np.ones(len(gaps)), gaps, np.maximum(0, gaps @ wide)])


def notices(negatives="other", count=PAIRS, temperature=1.0, width=8):
    """Train logistically; return the share of shifted pairs rejected."""
    inputs = hidden(np.concatenate([pairs("true", count), pairs(negatives, count)]), width, 1)
    scale = inputs.std(axis=0) + (inputs.std(axis=0) == 0)
    label = np.repeat([0.0, 1.0], count)
    weights = np.zeros(inputs.shape[1])
    for _ in range(200):
        chance = 1 / (1 + np.exp(-np.clip(inputs / scale @ weights / temperature, -30, 30)))
        weights += 0.3 * (inputs / scale).T @ (label - chance) / len(label)
    score = hidden(pairs("shifted", 2_000), width, 1) / scale @ weights
    return (score > 0).mean()


plain = notices()
assert_keys(
    a=notices(count=4 * PAIRS) > plain + 0.15,
    b=notices(temperature=0.3) > plain + 0.15,
    c=notices("shifted") > plain + 0.15,
    d=notices(width=64) > plain + 0.15,
)
