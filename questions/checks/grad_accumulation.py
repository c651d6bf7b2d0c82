"""Compares the gradient of a batch of 64 with the mean over 8 micro-batches, layer by layer."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

BATCH, MICRO, WIDTH, CLASSES = 64, 8, 5, 3

rng = np.random.default_rng(5)
tokens = rng.integers(0, 6, BATCH)
inputs = rng.normal(size=(BATCH, WIDTH))
labels = rng.integers(0, CLASSES, BATCH)
weights = rng.normal(size=WIDTH * CLASSES)
table = rng.normal(size=6 * WIDTH)
first = rng.normal(size=WIDTH * WIDTH)
EPSILON = 1e-5


def cross_entropy(hidden, rows, matrix):
    logits = hidden @ matrix.reshape(WIDTH, CLASSES)
    logits = logits - logits.max(axis=1, keepdims=True)
    return (np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(rows)), labels[rows]]).mean()


def normalised(hidden, axis):
    mean = hidden.mean(axis=axis, keepdims=True)
    return (hidden - mean) / np.sqrt(hidden.var(axis=axis, keepdims=True) + EPSILON)


def layer_norm(theta, rows):
    hidden = normalised(inputs[rows] @ theta.reshape(WIDTH, WIDTH), axis=1)
    return cross_entropy(hidden, rows, weights)


def batch_norm(theta, rows):
    hidden = normalised(inputs[rows] @ theta.reshape(WIDTH, WIDTH), axis=0)
    return cross_entropy(hidden, rows, weights)


def softmax(theta, rows):
    return cross_entropy(inputs[rows], rows, theta)


def embedding(theta, rows):
    return cross_entropy(theta.reshape(6, WIDTH)[tokens[rows]], rows, weights)


def gradient(loss, theta, rows):
    steps = 1e-5 * np.eye(len(theta))
    return np.array([(loss(theta + s, rows) - loss(theta - s, rows)) / 2e-5 for s in steps])


def differs(loss, theta):
    whole = gradient(loss, theta, np.arange(BATCH))
    parts = [gradient(loss, theta, rows) for rows in np.arange(BATCH).reshape(-1, MICRO)]
    return not np.allclose(np.mean(parts, axis=0), whole, atol=1e-6)


assert_keys(
    a=differs(layer_norm, first),
    b=differs(softmax, weights),
    c=differs(batch_norm, first),
    d=differs(embedding, table),
)
