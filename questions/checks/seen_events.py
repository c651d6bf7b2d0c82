"""Counts the comparisons of the loop at two lengths of the log."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SECONDS, GROWTH, SMALL = 1, 20, 40


class Event(int):
    """An event that counts how often it is compared."""

    compared = 0
    __hash__ = int.__hash__

    def __eq__(self, other):
        Event.compared += 1
        return int(self) == int(other)


def comparisons(events):
    Event.compared, seen = 0, []
    for event in map(Event, range(events)):
        if event not in seen:
            seen.append(event)
    return Event.compared


seconds = SECONDS * comparisons(GROWTH * SMALL) / comparisons(SMALL)
claims = {name: numbers(text.replace(",", ""))[0] for name, text in OPTIONS.items()}
assert_keys(**{name: abs(seconds / claimed - 1) < 0.1 for name, claimed in claims.items()})
