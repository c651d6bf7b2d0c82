"""Text of files as a terminal may show it."""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Return a text in which nothing moves the cursor, colours the terminal or turns text around.

    Line breaks and tabs stay; everything else of this kind is written as its escape.
    """
    return _UNSEEN.sub(lambda match: ascii(match[0])[1:-1], text)
