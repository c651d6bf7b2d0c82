"""Trains byte-level BPE on English and encodes Georgian with it."""

import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ENGLISH = "the weather in the mountains is better than the weather at the sea " * 5
GEORGIAN = "გამარჯობა"


def merged(tokens, pair):
    out = []
    for token in tokens:
        if out and (out[-1], token) == pair:
            out[-1] += token
        else:
            out.append(token)
    return out


def as_bytes(text):
    return [bytes([byte]) for byte in text.encode()]


merges, tokens = [], as_bytes(ENGLISH)
for _ in range(40):
    merges.append(Counter(pairwise(tokens)).most_common(1)[0][0])
    tokens = merged(tokens, merges[-1])
vocabulary = {bytes([byte]) for byte in range(256)} | {a + b for a, b in merges}


def encode(text):
    pieces = as_bytes(text)
    for pair in merges:
        pieces = merged(pieces, pair)
    return pieces


assert len(encode("the weather")) < 6
pieces = encode(GEORGIAN)
assert_keys(
    a=len(pieces) == len(GEORGIAN) and not set(pieces) <= vocabulary,
    b=len(pieces) == 3 * len(GEORGIAN),
    c=b"".join(pieces).decode() != GEORGIAN,
    d=not set(pieces) <= vocabulary,
)
