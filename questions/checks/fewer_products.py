"""Multiplications, weights and traffic of a convolution and of its separable substitute."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

SIDE, CHANNELS, KERNEL, BYTES = 112, 64, 3, 2
PIXELS = SIDE * SIDE
FLOPS_PER_BYTE = 96
"""Arithmetic per byte of memory traffic that keeps the GPU busy."""

tensor = PIXELS * CHANNELS
full_products = tensor * CHANNELS * KERNEL**2
pair_products = tensor * KERNEL**2 + tensor * CHANNELS
full_weights = CHANNELS**2 * KERNEL**2
pair_weights = CHANNELS * KERNEL**2 + CHANNELS**2
assert 7.5 < full_products / pair_products < 8.5, "an eighth, as the stem says"


def time(products, moved):
    """The time in units of one byte's transfer: the slower of arithmetic and traffic."""
    return max(2 * products / FLOPS_PER_BYTE, moved)


full_moved = (2 * tensor + full_weights) * BYTES
pair_moved = (4 * tensor + pair_weights) * BYTES
gain = time(full_products, full_moved) / time(pair_products, pair_moved)
memory_bound = 2 * pair_products / FLOPS_PER_BYTE < pair_moved

assert 1.4 < gain < 1.6, "1.5 times faster, as the stem says"
moves_more = pair_moved > full_moved and memory_bound
TRUTH = {
    "more activations": moves_more,
    "more weights": pair_weights > full_weights,
    "two kernels": False,
    "accumulated twice": False,
}
"""The stem rules the third out by its profile; the fourth is no matter of time."""

truth = {
    name: next(found for words, found in TRUTH.items() if words in text)
    for name, text in OPTIONS.items()
}
assert_keys(**truth)
