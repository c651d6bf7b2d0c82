"""The accuracy that makes up for twice the latency under a weighted product."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value


def reward(accuracy, latency):
    return accuracy * (latency / 40) ** -0.07


needed = 72 * reward(1, 40) / reward(1, 80)
assert abs(reward(needed, 80) - reward(72, 40)) < 1e-9
assert_value(needed, within=0.001)
