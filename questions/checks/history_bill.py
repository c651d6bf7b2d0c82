"""Adds up the input of an agent's calls, each with the history so far."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

billed = history = 0
for _ in range(40):
    billed += 5_000 + history
    history += 1_500


def amount(text):
    return numbers(text.replace(",", ""))[0] * (1e6 if "million" in text else 1)


assert_keys(**{name: abs(amount(text) - billed) < 0.01 * billed for name, text in OPTIONS.items()})
