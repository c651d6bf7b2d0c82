"""Stacks a text model's in-sample and out-of-fold predictions with a table, by boosted stumps."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS, WORDS = 300, 200

rng = np.random.default_rng(21)
truth = rng.normal(size=WORDS) / np.sqrt(WORDS)


def sample(n):
    table, text = rng.normal(size=(n, 3)), rng.normal(size=(n, WORDS))
    return table, text, table.sum(axis=1) + 1.2 * text @ truth + 0.5 * rng.normal(size=n)


def text_model(text, target, penalty):
    return np.linalg.solve(text.T @ text + penalty * np.eye(WORDS), text.T @ target)


def boost(x, y, new, rounds):
    """Stumps on the squared error; return the forecast for new rows."""
    fitted, forecast = np.zeros(len(y)), np.zeros(len(new))
    cuts = np.quantile(x, np.linspace(0.1, 0.9, 9), axis=0)
    masks = (x[None] <= cuts[:, None, :]).astype(float)
    counts = masks.sum(axis=1)
    for _ in range(rounds):
        rest = y - fitted
        low = np.einsum("crf,r->cf", masks, rest)
        high = rest.sum() - low
        gain = low**2 / counts + high**2 / (len(y) - counts)
        c, f = np.unravel_index(gain.argmax(), gain.shape)
        left, right = low[c, f] / counts[c, f], high[c, f] / (len(y) - counts[c, f])
        fitted += 0.1 * np.where(masks[c, :, f] > 0, left, right)
        forecast += 0.1 * np.where(new[:, f] <= cuts[c, f], left, right)
    return forecast


table, text, target = sample(ROWS)
new_table, new_text, new_target = sample(2_000)


def score(forecast):
    return np.corrcoef(forecast, new_target)[0, 1]


def stacked(*, penalty=50.0, held_out=False, rounds=150, change=np.asarray):
    full = text_model(text, target, penalty)
    column = text @ full
    if held_out:
        fold = np.arange(ROWS) % 10
        for k in range(10):
            part = text_model(text[fold != k], target[fold != k], penalty)
            column[fold == k] = text[fold == k] @ part
    rows = np.column_stack([table, change(column)])
    return score(boost(rows, target, np.column_stack([new_table, change(new_text @ full)]), rounds))


alone = score(boost(table, target, new_table, 150))
assert score(new_text @ text_model(text, target, 50.0)) > 0.2
assert stacked() < alone

assert_keys(
    a=stacked(penalty=5.0) > alone,
    b=stacked(change=np.sinh) > alone,
    c=stacked(rounds=400) > alone,
    d=stacked(held_out=True) > alone,
)
