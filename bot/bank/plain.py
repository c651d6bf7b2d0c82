"""Texts of the bank as they are read: formulas as Unicode, and the words that carry meaning."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.domain.formula import Part, segments, to_unicode

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SHORTEST: Final = 4
_STOP: Final = frozenset(
    re.findall(
        r"\w+",
        """about above after again against also although among another answer answers because been
    before being below best better between both cannot come could does doing done down during each
    either even every fewer from gets give given gives goes have having here hold holds instead into
    itself just keep keeps know known least less like made make makes many might more most much must
    need needs neither never none nothing often once only other others over rather same should since
    some something still such take taken takes than that their them then there these they thing
    things this those though through thus together under unless until upon used uses using very want
    well were what when where whether which while whole whom whose will with within without would
    your""",
    )
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text with its formulas as people read them; one that has no Unicode keeps its LaTeX.

    Dollars that stand for money lose their backslash.
    """
    if "$" not in text:
        return text
    return "".join(_shown(part, piece) for part, piece in segments(text))


def _shown(part: Part, piece: str) -> str:
    if part is Part.FORMULA:
        return to_unicode(piece) or f"${piece}$"
    return piece.replace(r"\$", "$") if part is Part.PROSE else piece


def words(text: str) -> set[str]:
    """Return the words of a text that carry meaning: in small letters, without a plural's s."""
    found = (match[0].casefold() for match in _WORD.finditer(text))
    return {_stemmed(word) for word in found if len(word) >= _SHORTEST and word not in _STOP}


def _stemmed(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
