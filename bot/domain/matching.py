"""Whether a short typed answer says the same as an accepted form.

Case, accents, punctuation, articles, hyphens and spacing never matter. A spelling may be slightly
off (rapidfuzz ratio of 90 or more), but only inside long words: numbers, symbols, short words
(`not`, `L1`, `BERT`) and the beginnings of words (`unsupervised`) have to be right.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.domain.wording import superscripts_spelt

if TYPE_CHECKING:
    from bot.domain.question import ShortKey

CLOSE_ENOUGH = 90
"""The rapidfuzz ratio (0 to 100) from which a misspelt answer counts."""

SHORTEST_FUZZY = 6
"""Answers and words with fewer characters have to be right."""

_SHORTEST_PLURAL = 4
_LONG_WORD, _LONG_START = 9, 3

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("'\u2019\u2018\u02bc`\u00b4", ""),
        "&": " and ",
        "\u00d7": "*",
        "\u22c5": "*",
    }
)
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:\+\+|\#(?!\w))?"
    r"|(?<![^\W\d_]{2})-(?=\s*\d)"  # `n-1` and `-1`, but not `top-5`
    r"|(?<=\w)!(?=\s*[)\]*/^+-])"  # `O(n!)`, but not `dropout!`
    r"|(?<=\d)/(?=\d)"
    r"|[+*^=<>%|@]"
)


def matches(text: str, key: ShortKey) -> bool:
    """Return whether `text` is one of the accepted forms or wholly matches an expression."""
    given = tokens(text)
    if any(_same(given, form) or _nearly(given, form) for form in map(tokens, key.accept)):
        return True
    plain = unicodedata.normalize("NFKC", " ".join(text.split()))
    return any(
        re.fullmatch(pattern, candidate, re.IGNORECASE)
        for pattern in key.regex
        for candidate in (plain, " ".join(given))
    )


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words, numbers and symbols of a text that matter when answers are compared."""
    decomposed = unicodedata.normalize("NFKD", superscripts_spelt(text)).translate(_FOLDED)
    folded = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    found = _TOKEN.findall(folded)
    following = zip_longest(found, found[1:], fillvalue="")
    kept = [word for word, after in following if not _idle(word, after)]
    return tuple(kept or found or folded.split())


def _idle(word: str, after: str) -> bool:
    """Whether a word is an article; in `a b test` and `A*` the letter is none."""
    return word == "the" or (word in {"a", "an"} and len(after) > 1 and after.isalpha())


def _same(given: tuple[str, ...], form: tuple[str, ...]) -> bool:
    return given == form or ("".join(given) == "".join(form) and _numbers(given) == _numbers(form))


def _numbers(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word[0].isdigit()]


def _nearly(given: tuple[str, ...], form: tuple[str, ...]) -> bool:
    if len(given) != len(form):
        return False
    if min(len("".join(given)), len("".join(form))) < SHORTEST_FUZZY:
        return False
    return (
        all(map(_alike, given, form))
        and fuzz.ratio(" ".join(given), " ".join(form)) >= CLOSE_ENOUGH
    )


def _alike(one: str, other: str) -> bool:
    """Whether two words differ by a plural or a misspelling alone."""
    if one == other:
        return True
    shorter = min(one, other, key=len)
    if not (one.isalpha() and other.isalpha()) or one[0] != other[0]:
        return False
    if len(shorter) >= _SHORTEST_PLURAL and shorter + "s" in {one, other}:
        return True
    long = len(shorter) >= _LONG_WORD and one[:_LONG_START] == other[:_LONG_START]
    return len(shorter) >= SHORTEST_FUZZY and OSA.distance(one, other) <= 1 + long
