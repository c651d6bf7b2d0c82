"""Steps, time and GPU hours at both batch sizes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, assert_keys

assert r"10{,}000 \cdot (1 + 2{,}000/B)" in ITEM["stem"]


def steps(batch):
    return 10_000 * (1 + 2_000 / batch)


time = steps(8_000) / steps(500)
bill = time * 160 / 10


def both(times, bills):
    return abs(time / times - 1) < 0.05 and abs(bill / bills - 1) < 0.05


assert_keys(a=both(1 / 16, 1), b=both(1 / 4, 1), c=both(1 / 4, 4), d=both(1, 16))
