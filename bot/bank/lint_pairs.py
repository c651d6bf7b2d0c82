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
from heapq import nlargest
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
_MOST: Final = 200
"""So many stems, those with the largest share in common, are compared with each."""


class Pair(NamedTuple):
    """Two questions whose stems are alike, the later one first."""

    later: Question
    earlier: Question
    ratio: float


def alike_pairs(questions: Sequence[Question]) -> Iterator[Pair]:
    """Yield each question whose stem is nearly or wholly like an earlier one, with the likest.

    Args:
        questions: in the order in which they stand in the bank.
    """
    stems = [utils.default_process(question.stem) for question in questions]
    for at, before in _candidates(stems):
        later = questions[at]
        pairs = [_compared(later, questions[i], stems[at], stems[i]) for i in before]
        likest = max(pairs, key=lambda pair: pair.ratio)
        if likest.ratio >= NEAR:
            yield likest


def _compared(later: Question, earlier: Question, stem: str, other: str) -> Pair:
    ratio = fuzz.token_set_ratio(stem, other, score_cutoff=NEAR)
    if ratio and later.code and earlier.code:
        ratio = min(ratio, fuzz.ratio(later.code.source, earlier.code.source))
    return Pair(later, earlier, 0 if ratio and _is_templated(later, earlier) else ratio)


def _candidates(stems: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield the index of each stem with those of earlier ones that share enough words with it."""
    holding: dict[str, list[int]] = {}
    sizes: list[int] = []
    for at, stem in enumerate(stems):
        found = words(stem) or set(stem.split())
        shared: Counter[int] = Counter()
        for word in found:
            shared.update(holding.setdefault(word, []))
            holding[word].append(at)
        sizes.append(len(found))
        shares = {i: count / min(len(found), sizes[i]) for i, count in shared.items()}
        near = [before for before, share in shares.items() if share * _SHARED >= 1]
        if len(near) > _MOST:
            near = nlargest(_MOST, near, key=shares.__getitem__)
        if near:
            yield at, near


def _is_templated(one: Question, other: Question) -> bool:
    if one.numeric is None or other.numeric is None or one.numeric == other.numeric:
        return False
    return templated(one.stem) == templated(other.stem)
