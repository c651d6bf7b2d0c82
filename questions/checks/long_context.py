"""Bytes on one GPU by part, before and after each change, for two sequence lengths."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PARAMETERS, LAYERS, WIDTH, VOCABULARY = 8e9, 32, 4096, 128_000


def parts(tokens, *, gpus=64, moments=8, per_layer=34, split=1, slices=1):
    return {
        "weights": 4 * PARAMETERS / gpus,
        "optimiser": (4 + moments) * PARAMETERS / gpus,
        "activations": per_layer * LAYERS * WIDTH * tokens / split,
        "logits": 4 * VOCABULARY * tokens / split / slices,
    }


short, long = parts(8_000), parts(32_000)
grown = {name for name in long if long[name] > short[name]}
assert grown == {"activations", "logits"}


def shrinks(**change):
    changed = parts(32_000, **change)
    return any(changed[name] < long[name] for name in grown)


assert_keys(
    a=shrinks(moments=2),
    b=shrinks(per_layer=2),
    c=shrinks(split=4),
    d=shrinks(gpus=128),
    e=shrinks(slices=16),
)
