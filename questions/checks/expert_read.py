"""Counts what a decode step reads and computes with experts, for one chat and for sixteen."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

EXPERTS, CHOSEN, WIDTH, HIDDEN = 128, 8, 2_048, 768
rng = np.random.default_rng(12)


def read(chats):
    """Experts whose weights one step needs, on average."""
    hit = [
        len({e for _ in range(chats) for e in rng.permutation(EXPERTS)[:CHOSEN]})
        for _ in range(300)
    ]
    return np.mean(hit)


def router(chats):
    return 2 * chats * WIDTH * EXPERTS


def operations(chats):
    return 2 * chats * CHOSEN * 3 * WIDTH * HIDDEN


def dense_operations(chats):
    """As many active parameters, whichever the token."""
    return 2 * chats * (CHOSEN * 3 * WIDTH * HIDDEN)


def cache_bytes(chats):
    """Keys and values of short chats in one layer; they come from attention."""
    return chats * 500 * 2 * 8 * 128 * 2


def expert_bytes(chats):
    return read(chats) * 3 * WIDTH * HIDDEN * 2


assert read(1) == CHOSEN
assert 80 < read(16) < 85
assert_keys(
    a=read(16) / read(1) > 5,
    b=any(router(chats) > 0.01 * operations(chats) for chats in (1, 16)),
    c=cache_bytes(16) > 0.1 * expert_bytes(16),
    d=operations(16) / operations(1) > dense_operations(16) / dense_operations(1),
)
