"""A roofline of one GPU before and after the weights shrink to a quarter."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PEAK, BANDWIDTH, MEMORY = 1e15, 4e12, 80e9
PARAMETERS, LAYERS, HEADS, SIZE = 30e9, 48, 8, 128


def seconds(tokens, bytes_per_weight):
    return max(PARAMETERS * bytes_per_weight / BANDWIDTH, 2 * PARAMETERS * tokens / PEAK)


def cache_bytes(bytes_per_number=2):
    """Bytes of a token's keys and values; the format of the weights does not enter."""
    return 2 * LAYERS * HEADS * SIZE * bytes_per_number


def users(bytes_per_weight):
    return (MEMORY - PARAMETERS * bytes_per_weight) // (8_000 * cache_bytes())


before, after = ({"weights": weights, "cache": 2} for weights in (2, 0.5))


assert_keys(
    a=seconds(1, 0.5) < 0.5 * seconds(1, 2),
    b=seconds(50_000, 0.5) < 0.9 * seconds(50_000, 2),
    c=users(0.5) > 1.5 * users(2),
    d=cache_bytes(after["cache"]) < cache_bytes(before["cache"]),
)
