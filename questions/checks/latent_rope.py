"""Merges the key's matrix into the query's, without positions and with rotations."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

WIDTH, LATENT, SIZE = 24, 6, 8
rng = np.random.default_rng(3)
w_query = rng.normal(size=(SIZE, WIDTH))
w_key = rng.normal(size=(SIZE, LATENT))


def rotation(position):
    out = np.zeros((SIZE, SIZE))
    for pair in range(SIZE // 2):
        angle = position * 100 ** (-2 * pair / SIZE)
        turn = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        out[2 * pair : 2 * pair + 2, 2 * pair : 2 * pair + 2] = turn
    return out


x, c = rng.normal(size=WIDTH), rng.normal(size=LATENT)
assert np.isclose(x @ (w_query.T @ w_key) @ c, (w_query @ x) @ (w_key @ c))

merged = [w_query.T @ rotation(m).T @ rotation(n) @ w_key for m, n in ((9, 2), (9, 3), (10, 3))]
assert np.allclose(merged[0], merged[2])
rotated = rotation(5) @ w_key

assert_keys(
    a=not np.allclose(merged[0], merged[1]),
    b=np.linalg.matrix_rank(rotated) > np.linalg.matrix_rank(w_key),
    c=not np.allclose(rotation(5) @ w_key @ c, rotated @ c),
    d=False,  # values do not enter the score
)
