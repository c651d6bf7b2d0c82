"""Mends what is mechanical: the order of options, and blanks at the ends of lines.

Options that are numbers are sorted. Where the keys of a topic stand unevenly (B002), the options of
its questions are drawn anew: by a hash of question and option, so that a second run, or another
machine, draws the same. Questions with `shuffle: false`, and those of type `order`, keep theirs.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from bot.bank.files import collect, text_of
from bot.bank.lint_edit import CannotEdit, ensure_same, reordered, trimmed
from bot.bank.lint_statistics import ENOUGH, LEAST_P, singles, uniformity
from bot.bank.lint_values import numbers_of
from bot.bank.loader import read_bank
from bot.domain.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.bank.bank import Bank
    from bot.bank.files import Source
    from bot.domain.question import Option, Question

_DRAWS: Final = 200
"""How many draws are tried for a topic."""
_GOOD_P: Final = 0.5
"""A draw this even is taken at once, so that a few more questions do not tip it."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done to a file; `item` is the question's id, or empty for the whole file."""

    file: str
    item: str
    what: str


def fix_bank(root: Path) -> tuple[list[Mended], list[Mended]]:
    """Mend the files of a bank; return what was done, and what could not be.

    A file is replaced as a whole, or not at all: when the result would not read as the same
    questions, it stays as it is.

    Raises:
        OSError: a file cannot be written.
    """
    bank, faults = read_bank(root)
    plan = {question.id: question for question in _sorted_numbers(bank)}
    if not faults:
        for topic in bank.topics:
            plan |= {question.id: question for question in _redrawn(bank, topic, plan)}
    done: list[Mended] = []
    left: list[Mended] = []
    for source in collect(root)[0]:
        mine = [q for id_, q in plan.items() if bank.records[id_].file == source.name]
        try:
            done += _mend(root, source, sorted(mine, key=lambda question: question.id))
        except (CannotEdit, yaml.YAMLError):
            left.append(Mended(source.name, "", "left as it is: it cannot be edited line by line"))
    return done, left


def _mend(root: Path, source: Source, questions: list[Question]) -> list[Mended]:
    text, fault = text_of(source)
    if fault:
        return []
    orders = {q.id: [option.id for option in q.options] for q in questions}
    ended = text if not orders or text.endswith(("\n", "\r")) else f"{text}\n"
    moved = reordered(ended, orders)
    whole = trimmed(moved)
    if whole == text:
        return []
    ensure_same(text, whole, orders)
    mark = b"\xef\xbb\xbf" if source.content.startswith(b"\xef\xbb\xbf") else b""
    _replace(root / source.name, mark + whole.encode())
    done = [Mended(source.name, question.id, _what(question)) for question in questions]
    return [*done, *([Mended(source.name, "", "white space trimmed")] if whole != moved else [])]


def _what(question: Question) -> str:
    return "options sorted" if _is_numeric(question.options) else "options drawn anew"


def _sorted_numbers(bank: Bank) -> Iterator[Question]:
    """Yield the questions whose options are numbers out of order, sorted."""
    for question in (*bank.questions.values(), *bank.unserved.values()):
        if question.type not in {QuestionType.SINGLE, QuestionType.MULTIPLE}:
            continue
        values = numbers_of([option.text for option in question.options])
        waived = "W107" in bank.records[question.id].lint_ok
        if values is None or waived or values in (sorted(values), sorted(values, reverse=True)):
            continue
        order = sorted(range(len(values)), key=values.__getitem__)
        yield replace(question, options=tuple(question.options[at] for at in order))


def _redrawn(bank: Bank, topic: str, plan: dict[str, Question]) -> list[Question]:
    """Return the questions of a topic whose options have to move for its keys to stand evenly."""
    questions = bank.by_topic.get(topic, ())
    now = [plan.get(question.id, question) for question in singles(questions)]
    if len(questions) < ENOUGH or not now or uniformity(now) >= LEAST_P:
        return []
    best: list[Question] = now
    for draw in range(_DRAWS):
        drawn = [_drawn(question, draw) for question in now]
        if uniformity(drawn) > uniformity(best):
            best = drawn
        if uniformity(best) >= _GOOD_P:
            break
    return [new for new, old in zip(best, now, strict=True) if new.options != old.options]


def _drawn(question: Question, draw: int) -> Question:
    if not question.shuffle or _is_numeric(question.options):
        return question

    def place(option: Option) -> bytes:
        return sha256(f"{draw}:{question.id}:{option.id}".encode()).digest()

    return replace(question, options=tuple(sorted(question.options, key=place)))


def _is_numeric(options: Iterable[Option]) -> bool:
    return numbers_of([option.text for option in options]) is not None


def _replace(path: Path, content: bytes) -> None:
    """Replace a file at once; a crash leaves the old one or the new one."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
