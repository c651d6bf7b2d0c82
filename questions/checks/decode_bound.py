"""The time to read all weights once bounds the rate of a single sequence."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PARAMETERS, BYTES, GPUS, BANDWIDTH, PEAK = 70e9, 1, 2, 3.35e12, 1e15

reading = PARAMETERS * BYTES / (GPUS * BANDWIDTH)
arithmetic = 2 * PARAMETERS / (GPUS * PEAK)
assert arithmetic < 0.01 * reading, "the bound is memory"

assert_value(1 / max(reading, arithmetic))
