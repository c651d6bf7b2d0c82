"""Plays a booking with each of the tools that the options describe."""

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

FREE = {"2026-12-01": ["room 5"]}


def book(text):
    date.fromisoformat(text)
    return FREE[text]


def agent(tool, *, constrained=False):
    """What the user is told; the model corrects a date only when an error tells it how."""
    written = "2026-12-01" if constrained else "1.12.2026"
    answer = tool(written)
    if isinstance(answer, str) and "2026-12-01" in answer:
        answer = tool("2026-12-01")
    return answer if isinstance(answer, list) and answer else "no free rooms"


def telling(text):
    try:
        return book(text)
    except ValueError:
        return "date must look like 2026-12-01"


def silent(text):
    try:
        return book(text)
    except ValueError:
        return []


def stubborn(text):
    for _ in range(4):
        try:
            return book(text)
        except ValueError:
            continue
    return "error"


right = FREE["2026-12-01"]
assert_keys(
    a=agent(telling) == right,
    b=agent(silent) == right,
    c=agent(book, constrained=True) == right,
    d=agent(stubborn) == right,
)
