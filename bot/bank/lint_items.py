"""What the lint says of a question by itself: cues to the key, readability, age.

Loading holds the rules that make a question playable (`bot.bank.rules`); these make it fair.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.bank.lint_values import numbers_of, quantity_in, stands_in
from bot.bank.plain import plain, words
from bot.bank.wording import Finding
from bot.domain.matching import tokens
from bot.domain.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.bank.bank import Record
    from bot.bank.wording import Loc
    from bot.domain.question import Option, Question

LLM_TOPICS: Final = frozenset(
    {"transformers", "llm-training", "inference", "rag-search", "agents-eval"}
)
"""Topics whose facts age twice as fast."""
MONTHS, LLM_MONTHS = 18, 9
LONGER_KEY: Final = 1.25
"""How many times the longest distractor's length the key may have."""
SPREAD, SPREAD_FROM = 2.0, 40
"""How many times the shortest option's length the longest may have, from so many characters on."""
_TELLING: Final = 2
"""So many words (or distractors) make a cue."""

_ABSOLUTE: Final = re.compile(r"\b(?:always|never|guarantee[sd]?)\b", re.IGNORECASE)
_NEGATIVE: Final = re.compile(
    r"\b(?:which|what|who|where|when|whose)\b[^.?!]*?"
    r"(?:\b(?:not|except|never|cannot|false|untrue|incorrect|least likely)\b|n['\u2019]t\b)[^.!]*\?"
    r"|\b(?:NOT|EXCEPT)\b"
    r"|\ball of (?:the following|these)\b[^.?!]*\bexcept\b",
    re.IGNORECASE,
)
_CAPITALS: Final = re.compile(r"\b(?:NOT|EXCEPT)\b")


class _Options(NamedTuple):
    """The options of a question as read, keys and distractors apart."""

    keys: list[str]
    distractors: list[str]


def style_findings(question: Question, record: Record, today: date) -> Iterator[Finding]:
    """Yield what is to be said of a question, waived or not.

    Args:
        question: the question.
        record: where it stands and when it was reviewed.
        today: the day by which its age is told.
    """
    if question.type.is_choice:
        yield from _negative(question)
    if question.type in {QuestionType.SINGLE, QuestionType.MULTIPLE}:
        yield from _cues(question)
        yield from _unsorted(question.options)
    yield from _given_away(question)
    yield from _age(question.topic, record.reviewed, today)


def _cues(question: Question) -> Iterator[Finding]:
    options = _Options(
        [plain(option.text) for option in question.options if option.correct],
        [plain(option.text) for option in question.options if not option.correct],
    )
    yield from _long_key(options)
    yield from _lengths(options)
    yield from _absolute(options)
    yield from _echo(question.stem, options)


def _long_key(options: _Options) -> Iterator[Finding]:
    key, distractor = (max(map(len, texts)) for texts in options)
    if key > LONGER_KEY * distractor:
        problem = f"the key has {key} characters, the longest distractor {distractor}"
        yield Finding(("options",), problem, "shorten the key, or fill the distractors", "W101")


def _lengths(options: _Options) -> Iterator[Finding]:
    lengths = [len(text) for texts in options for text in texts]
    longest, shortest = max(lengths), min(lengths)
    if longest > SPREAD_FROM and longest > SPREAD * shortest:
        problem = f"the options have {shortest} to {longest} characters"
        yield Finding(("options",), problem, "make them alike in length", "W102")


def _absolute(options: _Options) -> Iterator[Finding]:
    found = [text for text in options.distractors if _ABSOLUTE.search(text)]
    if len(found) >= _TELLING and not any(map(_ABSOLUTE.search, options.keys)):
        problem = f"{len(found)} distractors say always, never or guaranteed, and no key does"
        yield Finding(("options",), problem, "say it in a way that could be true", "W103")


def _negative(question: Question) -> Iterator[Finding]:
    match = _NEGATIVE.search(question.stem)
    if match and (match[0].casefold() not in {"not", "except"} or _CAPITALS.match(match[0])):
        yield Finding(
            ("stem",), "the stem asks for what does not hold", "ask for what does", "W105"
        )


def _echo(stem: str, options: _Options) -> Iterator[Finding]:
    shared = words(stem).intersection(*map(words, options.keys))
    alone = sorted(shared.difference(*map(words, options.distractors)))
    if len(alone) >= _TELLING:
        problem = f"the stem shares {', '.join(alone)} with the key alone"
        yield Finding(("options",), problem, "use other words in one of them", "W106")


def _unsorted(options: Sequence[Option]) -> Iterator[Finding]:
    values = numbers_of([option.text for option in options])
    if values is not None and values not in (sorted(values), sorted(values, reverse=True)):
        yield Finding(("options",), "the options are numbers out of order", "sort them", "W107")


def _given_away(question: Question) -> Iterator[Finding]:
    places: list[tuple[Loc, str]] = [(("stem",), question.stem)]
    places += [(("hints", index), hint) for index, hint in enumerate(question.hints)]
    for loc, text in places:
        if answer := _answer_in(question, text):
            what = "stem" if loc == ("stem",) else "hint"
            yield Finding(loc, f'the {what} holds the answer "{answer}"', "say it apart", "E052")


def _answer_in(question: Question, text: str) -> str:
    if question.short is not None:
        given = tokens(plain(text))
        return next((f for f in question.short.accept if stands_in(tokens(f), given)), "")
    return quantity_in(question.numeric, text) if question.numeric is not None else ""


def _age(topic: str, reviewed: date | None, today: date) -> Iterator[Finding]:
    months = LLM_MONTHS if topic in LLM_TOPICS else MONTHS
    if reviewed is not None and _months_between(reviewed, today) >= months:
        problem = f"it was last reviewed on {reviewed}, {months} months ago or more"
        yield Finding(("reviewed",), problem, "read it again, then write today's date", "W108")


def _months_between(earlier: date, later: date) -> int:
    """Return how many whole months lie between two days."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)
