"""Which questions ask the same: stems compared by pairs.

Stems are compared by rapidfuzz's token_set_ratio, in small letters and without punctuation. Where
both questions show a listing, the listings have to be alike, too: "What is printed?" is asked of
many. These are compared by ratio, since a set of words forgets the order of the lines.

Computing this for each of the 50 million pairs of 10,000 stems takes minutes, so pairs that share
less than a quarter of the shorter one's words are left out. (For those to be alike, words that
differ would have to be spelt nearly the same.)

A templated pair is none: two numeric questions whose stems are equal once every number is replaced,
with different keys. Computing the same for other numbers is another exercise.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz, utils

from bot.bank.lint_values import templated
from bot.bank.plain import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.question import Question

ALIKE: Final = 88.0
NEAR: Final = 75.0
"""token_set_ratio, 0 to 100: from here on an error, and a warning."""
_SHARED: Final = 4
"""One in so many words of the shorter stem has to be shared."""


class Pair(NamedTuple):
    """Two questions whose stems are alike, the later one first."""

    later: Question
    earlier: Question
    ratio: float


def alike_pairs(questions: Sequence[Question]) -> Iterator[Pair]:
    """Yield the pairs of questions whose stems are nearly or wholly alike.

    Args:
        questions: in the order in which they stand in the bank.
    """
    stems = [utils.default_process(question.stem) for question in questions]
    for at, before in _candidates(stems):
        later, earlier = questions[at], questions[before]
        ratio = fuzz.token_set_ratio(stems[at], stems[before], score_cutoff=NEAR)
        if ratio >= NEAR and later.code and earlier.code:
            ratio = min(ratio, fuzz.ratio(later.code.source, earlier.code.source))
        if ratio >= NEAR and not _is_templated(later, earlier):
            yield Pair(later, earlier, ratio)


def _candidates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the indices, later and earlier, of texts that share enough words."""
    holding: dict[str, list[int]] = {}
    sizes: list[int] = []
    for later, text in enumerate(texts):
        found = words(text) or set(text.split())
        shared: Counter[int] = Counter()
        for word in found:
            shared.update(holding.setdefault(word, []))
            holding[word].append(later)
        sizes.append(len(found))
        for earlier, count in shared.items():
            if count * _SHARED >= min(sizes[later], sizes[earlier]):
                yield later, earlier


def _is_templated(one: Question, other: Question) -> bool:
    if one.numeric is None or other.numeric is None or one.numeric == other.numeric:
        return False
    return templated(one.stem) == templated(other.stem)
