"""What a newer version of a question makes of a round that was asked with an older one.

Options are known by their ids: their order, their wording and which of them is right may differ
from version to version, and an answer stays the choice of the same options.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.arranging import arrange, sequence
from bot.domain.grading import choose, chosen
from bot.domain.quantity import convert, parse_quantity
from bot.domain.question import Quantity, QuestionType
from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bot.domain.question import Question


def same_key(old: Question, new: Question) -> bool:
    """Whether both versions grade every answer alike."""
    return old.type is new.type and _key(old) == _key(new)


def same_answer(old: Question, new: Question) -> bool:
    """Whether both versions give the same answer, however narrowly or widely they accept it."""
    return old.type is new.type and _answer(old) == _answer(new)


def carried(old: Question, new: Question, response: str) -> str | None:
    """Return a response to the older version as one to the newer.

    None: it cannot be judged by the newer one, since the question is now answered in another way
    or an option in the response is gone.
    """
    if old.type is not new.type:
        return None
    if old.type.is_choice:
        indices = _found(old, new, tuple(chosen(response)))
        return None if indices is None else choose(new, indices)
    if old.type is QuestionType.ORDER:
        indices = _found(old, new, sequence(response))
        complete = indices is not None and len(indices) == len(new.options)
        return arrange(new, indices) if indices is not None and complete else None
    if old.type is QuestionType.NUMERIC:
        return _in_full(response, _unit(old), _unit(new))
    return response


def in_place(old: Question, new: Question) -> Question | None:
    """Return the newer version so that an open round can go on with it; None if it cannot.

    Responses and the order in which the options are shown hold on to indices and to the unit that
    the card asks for, so these have to stay as they are, also for answers that are on their way.
    """
    if old.type is not new.type or (old.options and not same_options(old, new)):
        return None
    if old.type is QuestionType.NUMERIC and _unit(old) != _unit(new):
        return None
    if old.type is QuestionType.ORDER and _ids(old) != _ids(new):
        return None  # there the order of the options is the key
    by_id = {option.id: option for option in new.options}
    return replace(new, options=tuple(by_id[id_] for id_ in _ids(old)))


def same_options(old: Question, new: Question) -> bool:
    """Whether both versions have options of the same ids, in whatever order."""
    return set(_ids(old)) == set(_ids(new))


def shown_order(old: Question, new: Question, order: tuple[int, ...]) -> tuple[int, ...]:
    """Return a round's order of the older version's options as one of the newer's.

    Options that the newer version no longer has are left out.
    """
    place = {id_: index for index, id_ in enumerate(_ids(new))}
    ids = (old.options[index].id for index in order)
    return tuple(place[id_] for id_ in ids if id_ in place)


def _ids(question: Question) -> tuple[str, ...]:
    return tuple(option.id for option in question.options)


def _right_ids(question: Question) -> frozenset[str]:
    return frozenset(option.id for option in question.options if option.correct)


def _key(question: Question) -> Hashable:
    if question.type.is_choice:
        return frozenset(_ids(question)), _right_ids(question)
    if question.type is QuestionType.ORDER:
        return _ids(question)
    return question.numeric, question.short, question.output


def _answer(question: Question) -> Hashable:
    if question.type.is_choice:
        return _right_ids(question)
    if question.type is QuestionType.ORDER:
        return _ids(question)
    value = question.numeric.quantity if question.numeric else None
    form = question.short.accept[0] if question.short else None
    return value, form, question.output


def _found(old: Question, new: Question, indices: tuple[int, ...]) -> tuple[int, ...] | None:
    found = shown_order(old, new, indices)
    return found if len(found) == len(indices) else None


def _unit(question: Question) -> str:
    return question.numeric.quantity.unit if question.numeric else ""


def _in_full(response: str, old_unit: str, new_unit: str) -> str:
    """Return a number with its unit where that went without saying and no longer does."""
    given = parse_quantity(response)
    if given.unit or old_unit in {"", new_unit}:
        return response
    try:
        convert(Quantity(given.value, old_unit), new_unit)
    except Unreadable:
        return response  # another unit altogether: the number is what was meant
    return f"{given.value!r} {old_unit}"
