"""Answers that put options in an order: what is stored, how right it is, how it is shown."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.domain.question import QuestionType
from bot.domain.round import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.question import Question


def arrange(question: Question, indices: Sequence[int]) -> str:
    """Return the response for options put in an order, by their indices in the bank's order.

    Raises:
        ValueError: not every option stands there once, or the question asks for no order.
    """
    if question.type is not QuestionType.ORDER:
        raise ValueError(f"question {question.id} has no options to put in order")
    if sorted(indices) != list(range(len(question.options))):
        raise ValueError(f"question {question.id} takes each option once, not {list(indices)}")
    return ",".join(map(str, indices))


@lru_cache(maxsize=1024)
def sequence(response: str) -> tuple[int, ...]:
    """Return the option indices of a response that `arrange` made, in the member's order."""
    return tuple(map(int, filter(None, response.split(","))))


def right_steps(given: Sequence[int]) -> Iterator[int]:
    """Yield the option indices that the key's next one directly follows in an answer.

    Args:
        given: option indices in the member's order; the key's order is 0, 1, 2 and so on.
    """
    return (before for before, after in pairwise(given) if after == before + 1)


def share_in_order(given: Sequence[int], count: int) -> float:
    """Return the share (0 to 1) of the key's adjacent pairs that follow each other in an answer.

    Args:
        given: option indices in the member's order.
        count: how many options the question has, 2 or more.
    """
    return len(list(right_steps(given))) / (count - 1)


@lru_cache(maxsize=4096)
def places_in_order(order: tuple[int, ...], response: str) -> tuple[int, ...]:
    """Return the display positions of a response that `arrange` made, in the member's order.

    Args:
        order: the round's display position -> index into the options.
        response: as stored; empty for none.
    """
    return tuple(order.index(index) for index in sequence(response))


def letters_of(places: Sequence[int]) -> str:
    """Return display positions in an order as members read them: `C → A → B`."""
    return " → ".join(LETTERS[place] for place in places)
