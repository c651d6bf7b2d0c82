"""Questions that members propose: what they type becomes a question, or an error that helps.

The answer is one text, so that a form with few fields suffices:

    * a right option            a line for each option, with a star before the right ones;
    a wrong one // and why      what follows two slashes is shown in the reveal
    12 GiB ± 5%                 a lone line that is a number asks for a number
    Gini impurity; Gini         any other lone line: accepted forms, separated by semicolons
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, Final

from bot.domain.quantity import parse_quantity
from bot.domain.question import (
    Level,
    NumericKey,
    Option,
    Question,
    QuestionType,
    Reference,
    ShortKey,
)
from bot.errors import Unreadable

STEM: Final = (15, 900)
"""The fewest and the most characters of each text."""
EXPLANATION: Final = (60, 1024)
OPTION: Final = 180
WHY: Final = 400
ANSWER: Final = 2000
SOURCE: Final = 300
FORM: Final = 100
"""Characters of an accepted form."""
MOST_OPTIONS: Final = 5
MOST_FORMS: Final = 10
TOLERANCE: Final = 0.01
"""The relative tolerance of a number whose author names none; whole numbers are exact."""
MOST_TOLERANCE: Final = 0.5

_LEVELS: Final = (Level.JUNIOR, Level.JUNIOR, Level.SENIOR, Level.SENIOR, Level.STAFF)
_PAIRS: Final = frozenset({"true", "false", "yes", "no"})
"""Options that are shown as typed; of others the right one may well have been typed first."""
_BULLET: Final = re.compile(
    r"^(?:[-•\u2013]\s+)?(?P<key>[*✓✔✅]\s*)?(?:[-•\u2013]\s+)?(?:\(?[A-Ea-e1-5][).:]\s+)?(?P<late>[*✓✔✅]\s*)?"
)
_PLUS_MINUS: Final = re.compile(r"\s*(?:±|\+/-|\+-)\s*(?P<by>[^%]+?)\s*(?P<percent>%)?\s*$")
_URL: Final = re.compile(r"https?://[^\s<>]+")
_EDGE: Final = " -\u2013.,;()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a member proposes, as typed; the limits are checked by `question_of`."""

    topic: str
    difficulty: int
    """1 to 5."""
    stem: str
    answer: str
    explanation: str
    source: str = ""

    @property
    def stamp(self) -> str:
        """Eight hex digits that are others when anything in it is."""
        return blake2b(repr(self).encode(), digest_size=4).hexdigest()


def question_of(proposal: Proposal, id_: str, version: int = 1) -> Question:
    """Return the proposal as a question.

    Args:
        proposal: what a member typed.
        id_: the id of the question.
        version: 1, and one more whenever the key changed.

    Raises:
        Unreadable: it cannot be a question yet; says what to mend, all at once.
    """
    faults = [*_length("question", proposal.stem, STEM)]
    faults += _length("explanation", proposal.explanation, EXPLANATION)
    faults += _length("source", proposal.source, (0, SOURCE))
    lines = [line.strip() for line in proposal.answer.splitlines() if line.strip()]
    answered: dict[str, Any] = {}
    try:
        answered = _options(lines) if len(lines) > 1 else _typed(lines)
    except Unreadable as error:
        faults.append(str(error))
    if faults:
        raise Unreadable("\n".join(f"- {fault}" for fault in faults))
    question = Question(
        id=id_,
        version=version,
        topic=proposal.topic,
        type=QuestionType.SHORT,
        level=_LEVELS[proposal.difficulty - 1],
        difficulty=proposal.difficulty,
        stem=proposal.stem.strip(),
        explanation=proposal.explanation.strip(),
        references=_references(proposal.source),
    )
    return replace(question, **answered)


def _length(what: str, text: str, limits: tuple[int, int]) -> list[str]:
    least, most = limits
    count = len(text.strip())
    if least <= count <= most:
        return []
    if count > most:
        return [f"The {what} has {count:,} characters; {most:,} are the most."]
    wants = "Say why the answer is right: " if what == "explanation" else ""
    so_far = f"{count} character{'s' * (count != 1)}"
    return [f"{wants}The {what} has {so_far}; it takes {least} at least."]


def _options(lines: list[str]) -> dict[str, Any]:
    options = tuple(_option(index, line) for index, line in enumerate(lines))
    keys = sum(option.correct for option in options)
    if len(options) > MOST_OPTIONS:
        raise Unreadable(f"There are {len(options)} options; {MOST_OPTIONS} are the most.")
    if not keys:
        raise Unreadable("No option is marked as right. Put a `*` before each right one.")
    if keys == len(options):
        raise Unreadable("All options are marked as right. Leave the `*` out before wrong ones.")
    texts = [" ".join(option.text.split()).casefold() for option in options]
    if len(set(texts)) < len(texts):
        raise Unreadable("Two options are the same. Make them differ.")
    if len(options) == 2:  # noqa: PLR2004  true or false, or the like
        in_order = set(texts) <= _PAIRS
        return {"type": QuestionType.TRUE_FALSE, "options": options, "shuffle": not in_order}
    return {"type": QuestionType.SINGLE if keys == 1 else QuestionType.MULTIPLE, "options": options}


def _option(index: int, line: str) -> Option:
    bullet = _BULLET.match(line)
    correct = bool(bullet and (bullet["key"] or bullet["late"]))
    text, _, why = line[bullet.end() if bullet else 0 :].partition(" // ")
    text, why = text.strip(), why.strip()
    if not text:
        raise Unreadable(f"Option {index + 1} is empty.")
    for what, part, most in (("Option", text, OPTION), ("The reason of option", why, WHY)):
        if len(part) > most:
            raise Unreadable(f"{what} {index + 1} has {len(part)} characters; {most} are the most.")
    return Option(id="abcde"[index % MOST_OPTIONS], text=text, correct=correct, why=why)


def _typed(lines: list[str]) -> dict[str, Any]:
    if not lines:
        raise Unreadable(
            "The answer is missing. Write one option a line with a `*` before the right ones, "
            "or a number, or a word."
        )
    (line,) = lines
    value = line.lstrip("*✓✔✅ ")
    number = _number(value)
    if number is not None:
        return {"type": QuestionType.NUMERIC, "numeric": number}
    forms = tuple(dict.fromkeys(form.strip() for form in value.split(";") if form.strip()))
    if not forms:
        raise Unreadable("The answer is missing. Write the word or the number that is right.")
    if len(forms) > MOST_FORMS or max(map(len, forms)) > FORM:
        raise Unreadable(
            f"A typed answer has at most {MOST_FORMS} forms of {FORM} characters each. For longer "
            "ones offer options, one a line."
        )
    return {"type": QuestionType.SHORT, "short": ShortKey(forms)}


def _number(text: str) -> NumericKey | None:
    """Return the key of a numeric question; None when the text is not a number."""
    spread = _PLUS_MINUS.search(text)
    try:
        quantity = parse_quantity(text[: spread.start()] if spread else text)
    except Unreadable:
        return None
    if spread is None:
        exact = not quantity.unit and quantity.value.is_integer()
        return NumericKey(quantity, relative=0.0 if exact else TOLERANCE)
    by = parse_quantity(spread["by"])
    if by.value < 0 or (spread["percent"] and by.value > 100 * MOST_TOLERANCE):
        raise Unreadable(f"A tolerance is 0% to {MOST_TOLERANCE:.0%} of the value.")
    if spread["percent"]:
        return NumericKey(quantity, relative=by.value / 100)
    if by.unit not in {"", quantity.unit}:
        raise Unreadable("Give the tolerance in the unit of the answer, or in percent.")
    return NumericKey(quantity, absolute=by.value)


def _references(source: str) -> tuple[Reference, ...]:
    """Return the source as a reference: its title, and the first link in it."""
    link = _URL.search(source)
    url = link[0].rstrip(".,;)") if link else ""
    title = " ".join(source.replace(url, " ").split()).strip(_EDGE) if url else source.strip()
    return (Reference(title or url, url),) if title or url else ()
