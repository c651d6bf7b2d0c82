"""Adds up the input of an agent's calls, each with the history so far."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

CALLS, INSTRUCTIONS, ADDED = 40, 5_000, 1_500
histories = [ADDED * call for call in range(CALLS)]
billed = sum(INSTRUCTIONS + history for history in histories)

claimed = {name: numbers(text.replace(",", ""))[0] for name, text in OPTIONS.items()}
history_once = CALLS * INSTRUCTIONS + histories[-1]
last_call_throughout = CALLS * (INSTRUCTIONS + histories[-1])
assert {history_once, sum(histories), last_call_throughout} <= set(claimed.values()), "the slips"
assert_keys(**{name: amount == billed for name, amount in claimed.items()})
