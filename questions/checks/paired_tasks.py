"""The paired and the unpaired test of the same two agents."""

import sys
from math import comb, erf, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

BOTH, ONLY_A, ONLY_B, NEITHER = 250, 30, 14, 106
LEVEL = 0.05


def sign_test(wins, losses):
    n = wins + losses
    return 2 * sum(comb(n, k) for k in range(max(wins, losses), n + 1)) / 2**n


tasks = BOTH + ONLY_A + ONLY_B + NEITHER
first, second = (BOTH + ONLY_A) / tasks, (BOTH + ONLY_B) / tasks
pooled = (first + second) / 2
z = (first - second) / sqrt(2 * pooled * (1 - pooled) / tasks)
unpaired = 1 - erf(z / sqrt(2))
assert tasks == 400
assert unpaired > 0.2

paired = sign_test(ONLY_A, ONLY_B)
any_lead = sign_test(ONLY_B + 2, ONLY_B)  # would a lead of two tasks do as well?
assert_keys(
    a=any_lead < LEVEL,
    b=paired < LEVEL,
    c=paired >= LEVEL,
    d=sign_test(ONLY_A + ONLY_B, 0) >= LEVEL,
)
