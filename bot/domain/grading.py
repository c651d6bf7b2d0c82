"""Understanding and grading answers; the rules are the table in the bank's documentation.

A response is what is stored: for questions with options the indices into the bank's order
(`0,2`; for a question about an order all of them, in the member's: `2,0,1`), for typed ones the
answer as understood, for open ones the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from bot.domain.arranging import letters_of, places_in_order, sequence, share_in_order
from bot.domain.matching import matches
from bot.domain.quantity import Quantity, convert, format_quantity, parse_quantity
from bot.domain.question import QuestionType
from bot.domain.round import LETTERS
from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.question import NumericKey, Question, ShortKey

LONGEST_SHORT, LONGEST_OUTPUT, LONGEST_OPEN = 200, 1000, 4000
"""Characters of an answer, by the question's type."""

HALF_TOLERANCES = 3
"""A number within so many tolerances gets half."""

_ECHO = 1000
_LABEL = 100
_SHOWN_DIGITS = 6
_UNSEEN = dict.fromkeys(
    map(
        ord,
        "\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)
"""What nobody types: copied along, or put in to turn the text around it."""
_ROUNDING = 1e-9
"""Relative error that arithmetic may leave in an exact answer."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How right a response is: 0 (wrong) to 1 (right)."""

    score: float

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            raise ValueError(f"a score is 0 to 1, not {self.score}")

    @property
    def correct(self) -> bool:
        """Whether the response is fully right."""
        return self.score == 1

    @property
    def score_milli(self) -> int:
        """The score in thousandths."""
        return round(self.score * 1000)


def understand(question: Question, text: str) -> tuple[str, str]:
    """Read what a member typed as the answer to a typed or an open question.

    Returns:
        The response to store, and the echo that shows the member what was understood.

    Raises:
        Unreadable: it cannot be an answer; the message says how to mend it.
    """
    seen = text.translate(_UNSEEN)
    match question.type:
        case QuestionType.NUMERIC:
            return _understand_number(_numeric_key(question), seen)
        case QuestionType.SHORT:
            response = _limited(" ".join(seen.split()), LONGEST_SHORT)
            return response, response
        case QuestionType.CODE_OUTPUT:
            response = _limited(_output(_unfenced(seen)), LONGEST_OUTPUT)
            return response, response
        case QuestionType.OPEN:
            response = _limited(text.strip(), LONGEST_OPEN)
            return response, _cut(response, _ECHO)
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE | QuestionType.MULTIPLE:
            raise Unreadable("This question is answered by choosing an option, not by typing.")
        case QuestionType.ORDER:
            raise Unreadable("This question is answered by putting its options in order.")
    assert_never(question.type)


def _limited(text: str, limit: int) -> str:
    if not text:
        raise Unreadable("The answer is empty. Type it and send it again.")
    if len(text) > limit:
        raise Unreadable(
            f"The answer has {len(text):,} characters and {limit:,} are the most. "
            "Shorten it and send it again."
        )
    return text


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _numeric_key(question: Question) -> NumericKey:
    if question.numeric is None:
        raise ValueError(f"question {question.id} has no numeric key")
    return question.numeric


def _understand_number(key: NumericKey, text: str) -> tuple[str, str]:
    given = parse_quantity(text)
    unit = key.quantity.unit
    typed = format_quantity(given)
    try:
        shown = convert(given, unit)
    except Unreadable:
        if not any(_in_unit_of(given, also) for also in key.also):
            raise
        shown = given
    if given.unit in {"", unit}:
        # Without its unit it can be read back whatever the bank's unit looks like.
        return repr(given.value), format_quantity(shown)
    echo = format_quantity(shown, _SHOWN_DIGITS)
    return f"{given.value!r} {given.unit}", (
        echo if shown.value == given.value else f"{typed} = {echo}"
    )


def _in_unit_of(given: Quantity, target: Quantity) -> Quantity | None:
    try:
        return convert(given, target.unit)
    except Unreadable:
        return None


def _output(text: str) -> str:
    """Return a program's output without blanks at line ends and around the whole."""
    straight = text.translate(_STRAIGHT)
    lines = re.split(r"\r\n|\r|\n", straight)
    return "\n".join(line.rstrip() for line in lines).strip()


_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        "\u2026": "...",
        "\u00a0": " ",
    }
)
"""What telephones make of quotation marks, dots and blanks."""

_FENCE = re.compile(r"\s*(?:```(?:[a-z]+\n)?(?P<block>.*?)```|`(?P<span>[^`]+)`)\s*", re.DOTALL)


def _unfenced(text: str) -> str:
    fence = _FENCE.fullmatch(text)
    return (fence["block"] or fence["span"] or "") if fence else text


def choose(question: Question, indices: Collection[int]) -> str:
    """Return the response for options chosen by their indices in the bank's order.

    Raises:
        ValueError: there is no such option, or several for a question that takes one.
    """
    if not question.type.is_choice:
        raise ValueError(f"question {question.id} has no options to choose from")
    if any(not 0 <= index < len(question.options) for index in indices):
        raise ValueError(f"question {question.id} has no options {sorted(indices)}")
    if len(set(indices)) > 1 and question.type is not QuestionType.MULTIPLE:
        raise ValueError(f"question {question.id} takes one option, not {sorted(indices)}")
    return ",".join(map(str, sorted(set(indices))))


@lru_cache(maxsize=1024)
def chosen(response: str) -> frozenset[int]:
    """Return the option indices of a response that `choose` made."""
    return frozenset(map(int, filter(None, response.split(","))))


@lru_cache(maxsize=4096)
def positions(order: tuple[int, ...], response: str) -> tuple[int, ...]:
    """Return the display positions, ascending, of a response that `choose` made.

    Args:
        order: the round's display position -> index into the options.
        response: as stored; empty for none.
    """
    held = chosen(response)
    return tuple(place for place, index in enumerate(order) if index in held)


def grade(question: Question, response: str) -> Grade:
    """Return how right a stored response is.

    Raises:
        ValueError: the question is open; members, not rules, judge those.
    """
    match question.type:
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE:
            return Grade(float(chosen(response) == question.keys))
        case QuestionType.MULTIPLE:
            return _grade_multiple(question.keys, chosen(response))
        case QuestionType.NUMERIC:
            return _grade_number(_numeric_key(question), response)
        case QuestionType.SHORT:
            return Grade(float(matches(response, _short_key(question))))
        case QuestionType.CODE_OUTPUT:
            return Grade(float(_output(response) in _outputs(question.output or "")))
        case QuestionType.ORDER:
            return Grade(share_in_order(sequence(response), len(question.options)))
        case QuestionType.OPEN:
            raise ValueError(f"question {question.id} is open and has no key to grade by")
    assert_never(question.type)


def _outputs(key: str) -> set[str]:
    """The output, and what is left of it where `understand` takes its backticks for a fence."""
    return {_output(key), _output(_unfenced(key))}


def _short_key(question: Question) -> ShortKey:
    if question.short is None:
        raise ValueError(f"question {question.id} has no accepted forms")
    return question.short


def _grade_multiple(keys: frozenset[int], picks: frozenset[int]) -> Grade:
    """Hits less false picks, as a share of the keys; never below 0."""
    return Grade(max(0, len(picks & keys) - len(picks - keys)) / len(keys))


def _grade_number(key: NumericKey, response: str) -> Grade:
    given = parse_quantity(response)
    if not given.unit:
        given = Quantity(given.value, key.quantity.unit)
    return max(
        (_closeness(given, target, key) for target in (key.quantity, *key.also)),
        key=lambda found: found.score,
    )


def _closeness(given: Quantity, target: Quantity, key: NumericKey) -> Grade:
    """Compare in the key's unit, or in the target's own where that cannot be."""
    for unit in (key.quantity, target):
        value, aim = _in_unit_of(given, unit), _in_unit_of(target, unit)
        if value is not None and aim is not None:
            return _within(value.value, aim.value, key)
    return Grade(0)


def _within(value: float, aim: float, key: NumericKey) -> Grade:
    tolerance = key.absolute or abs(aim) * (key.relative or 0)
    rounding = _ROUNDING * max(abs(aim), tolerance)
    gap = abs(value - aim)
    if gap <= tolerance + rounding:
        return Grade(1)
    return Grade(0.5 if tolerance and gap <= HALF_TOLERANCES * tolerance + rounding else 0)


@lru_cache(maxsize=4096)
def _letters(order: tuple[int, ...], response: str) -> str:
    return ", ".join(LETTERS[place] for place in positions(order, response))


def show_response(question: Question, order: tuple[int, ...], response: str) -> str:
    """Return a response as receipts and distributions show it: `B`, `A, C`, `C → A → B`, `1 GiB`.

    Args:
        question: the question of the round.
        order: the round's display position -> index into the options.
        response: as stored.
    """
    if question.type.is_choice:
        return _letters(order, response)
    if question.type is QuestionType.ORDER:
        return letters_of(places_in_order(order, response))
    if question.type is QuestionType.NUMERIC:
        given = parse_quantity(response)
        shown = _in_unit_of(given, _numeric_key(question).quantity) or given
        return format_quantity(shown, _SHOWN_DIGITS)
    return _cut(response.replace("\n", " ⏎ "), _LABEL)
