"""Writes questions as Moodle's GIFT, which `bot.bank.transfer.gift` reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.bank.transfer.base import Unplaced
from bot.bank.transfer.gift import are_pairs
from bot.domain.question import Question, QuestionType
from bot.domain.units import ratio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.question import NumericKey, Option

_SPECIAL: Final = re.compile(r"[~=#{}:\\*]")
_LIKE_FORMAT: Final = re.compile(r"\s*\[(?:html|moodle|plain|markdown)\]")
_TRUTH: Final = ("true", "false")
_UNKNOWN: Final = {
    QuestionType.OPEN: "GIFT has essays, but no rubric",
    QuestionType.CODE_OUTPUT: "GIFT has no listings whose output is the key",
    QuestionType.ORDER: "GIFT has no questions to put in order",
}


def write_gift(questions: Iterable[Question]) -> tuple[str, list[Unplaced]]:
    """Return questions as GIFT, and those that it cannot hold with the reason.

    References become comments, listings part of the stem, and a unit its last sentence.
    """
    blocks: list[str] = []
    left_out: list[Unplaced] = []
    topic = ""
    for question in questions:
        if why := _why_not(question):
            left_out.append(Unplaced(0, question.id, why))
            continue
        if question.topic != topic:
            topic = question.topic
            blocks.append(f"$CATEGORY: {topic}\n")
        blocks.append(_block(question))
    return "\n".join(blocks), left_out


def _why_not(question: Question) -> str:
    """Return why GIFT cannot hold a question; an empty string if it can."""
    if question.short is not None and are_pairs(question.short.accept):
        return "GIFT would read its accepted forms, which hold ->, as pairs to match"
    return _UNKNOWN.get(question.type, "")


def _block(question: Question) -> str:
    comments = [f"// {' '.join(f'{r.title} {r.url}'.split())}\n" for r in question.references]
    key = f"{_key(question)}####{_escaped(question.explanation)}"
    return f"{''.join(comments)}::{question.id}::[markdown]{_escaped(_stem(question))} {{{key}}}\n"


def _stem(question: Question) -> str:
    parts = [question.stem]
    if question.code is not None:
        parts.append(f"```{question.code.language}\n{question.code.source}\n```")
    if question.numeric is not None and question.numeric.quantity.unit:
        parts.append(f"(in {question.numeric.quantity.unit})")
    return "\n".join(parts)


def _key(question: Question) -> str:
    if question.numeric is not None:
        return _numeric(question.numeric)
    if question.short is not None:
        return "".join(f"={_answer(form, '%100%')} " for form in question.short.accept)
    if question.type is QuestionType.TRUE_FALSE and _is_true_false(question.options):
        return _true_false(question.options)
    keys = sum(option.correct for option in question.options)
    return "".join(
        f"{_marked(option, keys)}#{_escaped(option.why)} " for option in question.options
    )


def _marked(option: Option, keys: int) -> str:
    """Return an option with the mark of its worth; several right ones share the points."""
    if option.correct and keys > 1:
        return f"~%{100 / keys:.5g}%{_answer(option.text)}"
    if option.correct:
        return f"={_answer(option.text, '%100%')}"
    return f"~{_answer(option.text, '%0%')}"


def _answer(text: str, weight: str = "") -> str:
    """Return the text of an answer, with its weight or format before what would be read as one."""
    weight = weight if text.startswith("%") else ""
    return f"{weight}{'[markdown]' * (_LIKE_FORMAT.match(text) is not None)}{_escaped(text)}"


def _is_true_false(options: tuple[Option, ...]) -> bool:
    return tuple(option.text.casefold() for option in options) == _TRUTH


def _true_false(options: tuple[Option, ...]) -> str:
    (right,) = (option for option in options if option.correct)
    (wrong,) = (option for option in options if not option.correct)
    return f"{right.text.upper()}#{_escaped(wrong.why)}#{_escaped(right.why)} "


def _numeric(key: NumericKey) -> str:
    value = key.quantity.value
    tolerance = key.absolute if key.relative is None else abs(value) * key.relative
    values = [value]
    for other in key.also:
        factor = ratio(other.unit, key.quantity.unit)
        values.append(other.value * float(factor or 1))
    return "#" + "".join(f"={one!r}:{tolerance!r} " for one in dict.fromkeys(values))


def _escaped(text: str) -> str:
    """Return a text in which nothing means anything to GIFT, on one line."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text).replace("\n", "\\n")
