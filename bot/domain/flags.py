"""Reports of what is wrong with a question."""

from __future__ import annotations

from enum import StrEnum

TO_SUSPEND = 2
"""So many members who report the same version of a question suspend it in their server."""

LONGEST_TEXT = 500
"""Characters that a member may add."""


class FlagKind(StrEnum):
    """What a member says is wrong."""

    KEY = "key"
    SEVERAL = "several"
    UNCLEAR = "unclear"
    BROKEN = "broken"
    OTHER = "other"

    @property
    def words(self) -> str:
        """What it is called."""
        return _WORDS[self]


_WORDS = {
    FlagKind.KEY: "The key is wrong",
    FlagKind.SEVERAL: "More than one answer is right",
    FlagKind.UNCLEAR: "The question is unclear",
    FlagKind.BROKEN: "A typo, or something is broken",
    FlagKind.OTHER: "Something else",
}


def kind_of(text: str) -> tuple[FlagKind, str]:
    """Return the kind that a reason names, and what is left of it as the member's own words."""
    wanted = text.strip().rstrip(".").casefold()
    for kind in FlagKind:
        if wanted in {kind.value, kind.words.casefold()}:
            return kind, ""
    return FlagKind.OTHER, text.strip()
