"""Plays every order of the steps of a migration; one alone never serves a gap or an old value."""

import sys
from itertools import permutations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS

STEPS = {
    "Add the new": "add",
    "Let the writer": "write",
    "Compute the new": "fill",
    "Release the three": "move",
    "Stop writing": "drop",
}


def safe(order):
    """Tell whether all reads are complete, with a row written and all read after each step."""
    rows, done = [{"old": 1}], set()
    for step in order:
        if step in ("write", "fill", "move") and "add" not in done:
            return False
        done.add(step)
        if step == "fill":
            rows = [{"old": row.get("old"), "new": row.get("old")} | row for row in rows]
        if step == "drop":
            rows = [{"new": row.get("new")} for row in rows]
        written = {"old": 1} if "drop" not in done else {}
        rows.append(written | ({"new": 1} if "write" in done else {}))
        read = "new" if "move" in done else "old"
        if any(row.get(read) is None for row in rows):
            return False
    return True


listed = [step for text in OPTIONS.values() for start, step in STEPS.items() if start in text]
assert [list(order) for order in permutations(STEPS.values()) if safe(order)] == [listed]
