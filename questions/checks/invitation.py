"""Splits customers into those moved, those who always and those who never use the app."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

MOVED, ALWAYS, RENEW_REST, EFFECT = 0.30, 0.10, 0.08, 0.05

used = {"invited": ALWAYS + MOVED, "others": ALWAYS}
renewed = {"invited": RENEW_REST + MOVED * EFFECT, "others": RENEW_REST}
assert abs(used["invited"] - 0.40) < 1e-9
assert abs(renewed["invited"] - 0.095) < 1e-9, "the effect must reproduce the stem"
estimate = (renewed["invited"] - renewed["others"]) / (used["invited"] - used["others"])

assert_value(100 * estimate, within=1e-6)
