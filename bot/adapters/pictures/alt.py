"""Alternative texts: what a picture shows, in words, with the main message first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.adapters.pictures.lettering import named

if TYPE_CHECKING:
    from collections.abc import Sequence

_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Controls with which a name would turn around what follows it."""

LONGEST: Final = 1000
"""Characters; Discord takes 1,024."""
_FIRST: Final = 700
"""Characters of what comes before and after a list, at most; the rest is the list's."""


def told(head: str, items: Sequence[str], tail: str = "", *, longest: int = LONGEST) -> str:
    """Return sentences: a head, as many items as there is room for, how many more, and a tail."""
    head, tail = (cut(part, longest * _FIRST // LONGEST // 2) for part in (head, tail))
    room = longest - len(head) - len(tail) - len(" And 999 more.") - 2
    kept: list[str] = []
    for item in items:
        room -= len(item) + 1
        if room < 0:
            break
        kept.append(item)
    left = len(items) - len(kept)
    more = f"And {left} more." if left else ""
    return " ".join(part for part in (head, *kept, more, tail) if part)


def cut(text: str, longest: int) -> str:
    """Return a text on one line, cut to a number of characters."""
    line = " ".join(_BIDI.sub("", text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def name_of(name: str) -> str:
    """Return a name in a sentence; who has none that can be written is called a member."""
    return cut(named(name), 64)


def counted(number: int, what: str) -> str:
    """Return a number of things: "1 day", "1,200 days"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
