"""Replays the store's log and reads what serving read at the time of scoring."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import ITEM, OPTIONS, assert_keys


def minutes(clock):
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)


entry = r"(\d+) \(counted (\d\d:\d\d), stored (\d\d:\d\d)\)"
log = [
    (minutes(stored), minutes(counted), value)
    for value, counted, stored in re.findall(entry, " ".join(ITEM["stem"].split()))
]
scored = minutes(re.search(r"at (\d\d:\d\d)", ITEM["stem"]).group(1))
assert len(log) == 4
assert all(counted <= stored for stored, counted, _ in log)

served = None
for stored, _, value in sorted(log):
    if stored <= scored:
        served = value
assert_keys(**{name: text == served for name, text in OPTIONS.items()})
