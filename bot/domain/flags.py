"""Reports of what is wrong with a question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

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


class BanKind(StrEnum):
    """Why a server is not asked a question."""

    SUSPENDED = "suspended"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A member's report. There is one a member and version."""

    guild_id: int
    question_id: str
    version: int
    member_id: int
    round_id: int
    """Where the member met the question."""
    kind: FlagKind
    text: str
    """In the member's own words; may be empty."""
    at: datetime
    settled: bool = False
    """Whether it was decided upon, and so counts no more."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A question that a server is not asked."""

    guild_id: int
    question_id: str
    version: int
    """The one that was reported."""
    kind: BanKind
    at: datetime
