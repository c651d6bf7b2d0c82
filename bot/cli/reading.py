"""What somebody types in the terminal as the answer to a question, understood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.domain.arranging import arrange
from bot.domain.grading import choose, understand
from bot.domain.question import QuestionType
from bot.domain.round import LETTERS
from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.question import Question

_BETWEEN: Final = re.compile(r"[\s,;.)>\u2192-]")
"""What may stand between letters."""
LONG: Final = frozenset({QuestionType.CODE_OUTPUT, QuestionType.OPEN})
"""Types whose answer may have several lines; an empty line ends it."""


_ADVICE: Final = {
    QuestionType.MULTIPLE: "Every right letter, A to {last}, such as AB",
    QuestionType.ORDER: "All letters, A to {last}, in the right order",
    QuestionType.NUMERIC: "A number {unit}",
    QuestionType.SHORT: "A word or a few",
    QuestionType.CODE_OUTPUT: "What it prints; end with an empty line",
    QuestionType.OPEN: "Your answer; end with an empty line",
}


def advice(question: Question) -> str:
    """Return how a question is answered, to stand before the cursor."""
    unit = question.numeric.quantity.unit if question.numeric else ""
    last = LETTERS[max(len(question.options) - 1, 0)]
    text = _ADVICE.get(question.type, "A letter, A to {last}")
    return text.format(last=last, unit=f"in {unit}" if unit else "").rstrip()


def response_of(question: Question, order: Sequence[int], text: str) -> str:
    """Return the response that a text stands for, as `bot.domain.grading` grades it.

    Args:
        question: the question.
        order: display position -> index into the options.
        text: what was typed: letters for options (or an option's own text), else the answer.

    Raises:
        Unreadable: it cannot be an answer; the message says how to mend it.
    """
    if question.type is QuestionType.ORDER:
        indices = [order[at] for at in _places(question, text)]
        if sorted(indices) != sorted(order):
            raise Unreadable("Type every letter once, in the order you think right.")
        return arrange(question, indices)
    if not question.type.is_choice:
        return understand(question, text)[0]
    chosen = _named(question, text) or [order[at] for at in _places(question, text)]
    if len(set(chosen)) > 1 and question.type is not QuestionType.MULTIPLE:
        raise Unreadable("Type one letter: one option is right.")
    return choose(question, chosen)


def _named(question: Question, text: str) -> list[int]:
    """Return the option whose text was typed in full: `True`."""
    typed = " ".join(text.split()).casefold()
    return [at for at, option in enumerate(question.options) if option.text.casefold() == typed]


def _places(question: Question, text: str) -> list[int]:
    """Return the display positions of the letters in a text, separated or not."""
    letters = LETTERS[: len(question.options)]
    typed = _BETWEEN.sub("", text.upper())
    if not typed or not set(typed) <= set(letters):
        raise Unreadable(f"Type letters from A to {letters[-1]}.")
    return [letters.index(letter) for letter in typed]
