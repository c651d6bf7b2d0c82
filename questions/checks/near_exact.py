"""Searches exactly and approximately, with an embedding that often misses the right passage."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PASSAGES, QUESTIONS, WIDTH, TOP = 4_000, 400, 32, 10


def measure(noise, missed):
    """Return the measurements of the options, and the hit rates before and after ideal tuning."""
    rng = np.random.default_rng(9)
    passages = rng.normal(size=(PASSAGES, WIDTH))
    right = rng.integers(0, PASSAGES, QUESTIONS)
    asked = passages[right] + noise * rng.normal(size=(QUESTIONS, WIDTH))
    passages /= np.linalg.norm(passages, axis=1, keepdims=True)
    scores = asked / np.linalg.norm(asked, axis=1, keepdims=True) @ passages.T
    exact = np.argsort(-scores, axis=1)[:, :TOP]
    dropped = np.where(rng.random(scores.shape) < missed, -9.0, scores)
    near = np.argsort(-dropped, axis=1)[:, :TOP]

    def hit(lists):
        return float(np.mean([r in row for r, row in zip(right, lists, strict=True)]))

    sorted_ten = rng.permuted(near, axis=1)
    return (
        {
            "a": 1.0,
            "b": hit(exact),
            "c": hit(sorted_ten),
            "d": float(np.take_along_axis(scores, near, axis=1).mean()),
        },
        hit(near),
        hit(exact),
    )


weak, weak_now, weak_tuned = measure(noise=1.75, missed=0.02)
strong, strong_now, strong_tuned = measure(noise=0.9, missed=0.35)
assert abs(weak_now - 0.62) < 0.1
assert weak_tuned - weak_now < 0.05
assert strong_tuned - strong_now > 0.2
assert_keys(
    **{
        name: abs(weak[name] - weak_now - (weak_tuned - weak_now)) < 0.01
        and abs(strong[name] - strong_now - (strong_tuned - strong_now)) < 0.01
        for name in weak
    }
)
