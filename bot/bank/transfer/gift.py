r"""Moodle's GIFT: `::title:: stem {=right ~wrong#why ####explanation}`, blocks between blank lines.

Described in the Moodle documentation, "GIFT format". `\~ \= \# \{ \} \:` are the characters
themselves, `\\` is a backslash and `\n` a line break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from bot.bank.fields import ID_PATTERN
from bot.bank.transfer.base import (
    Draft,
    Unplaced,
    choice,
    has_media,
    options_of,
    plain_text,
    tag_of,
    without_empty,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.bank.transfer.base import Found

_CATEGORY: Final = re.compile(r"\$CATEGORY:(.*)")
_TITLE: Final = re.compile(r"\s*::((?:\\.|[^\\:]|:(?!:))*)::", re.DOTALL)
_FORMAT: Final = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_UNTIL_OPEN: Final = re.compile(r"(?:\\.|[^\\{]|\\\Z)*", re.DOTALL)
_UNTIL_CLOSE: Final = re.compile(r"(?:\\.|[^\\}]|\\\Z)*", re.DOTALL)
_EXPLANATION: Final = re.compile(r"((?:\\.|[^\\#]|#(?!###))*)####(.*)", re.DOTALL)
_ANSWER: Final = re.compile(r"([~=])((?:\\.|[^\\~=]|\\\Z)*)", re.DOTALL)
_WEIGHT: Final = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{1,6})?)%")
_REMARK: Final = re.compile(r"((?:\\.|[^\\#])*)(?:#(.*))?", re.DOTALL)
_BARE_STAR: Final = re.compile(r"(?<!\\)\*")
_ESCAPE: Final = re.compile(r"\\([~=#{}:\\n*])")
_NUMBER: Final = r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?)"
_VALUE: Final = re.compile(rf"\s*{_NUMBER}\s*(?::\s*{_NUMBER})?\s*")
_RANGE: Final = re.compile(rf"\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*")
_TRUTH: Final = {"t": True, "true": True, "f": False, "false": False}
_FULL: Final = 100.0
_LONGEST: Final = 20_000
"""Characters of a question; the bank's longest has a fifth of it."""


class _Misfit(Exception):
    """The question has no counterpart; the message says why."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer as written between braces, escapes undone; the weight is in percent."""

    is_key: bool
    weight: float | None
    raw: str
    text: str
    why: str


def read_gift(text: str) -> Iterator[Found]:
    """Yield the questions of a file; comments are passed over, categories become tags."""
    tags: list[str] = []
    for line, block in _blocks(text):
        if category := _CATEGORY.match(block):
            tag = tag_of(category[1].rpartition("/")[2])
            tags = [tag] if tag else []
            continue
        try:
            fields = _question(block)
        except _Misfit as misfit:
            yield Unplaced(line, block, str(misfit))
        else:
            yield Draft(line, fields | ({"tags": tags} if tags else {}))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between blank lines, without comments, each with its first line."""
    block: list[str] = []
    start = 0
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if line.lstrip().startswith("//"):
            continue
        ends = not line.strip() or line.startswith("$CATEGORY:")
        if ends and block:
            yield start, "\n".join(block)
            block = []
        if line.startswith("$CATEGORY:"):
            yield number, line
        elif line.strip():
            start = start if block else number
            block.append(line)


def _question(block: str) -> dict[str, Any]:
    if len(block) > _LONGEST:
        raise _Misfit(f"it has {len(block):,} characters, more than any question")
    title, rest = "", block
    if match := _TITLE.match(rest):
        title, rest = _plain(match[1]), rest[match.end() :]
    is_html = False
    if match := _FORMAT.match(rest):
        is_html, rest = match[1] == "html", rest[match.end() :]
    before, answers, after = _parted(rest)
    gap = " _____ " if after.strip() else ""
    stem = _plain(before.rstrip() + gap + after.lstrip() if gap else before)
    explanation = ""
    if match := _EXPLANATION.fullmatch(answers):
        answers, explanation = match[1], _plain(match[2])
    fields = {"stem": stem, **_key(answers.strip())}
    fields["explanation"] = explanation or fields.get("explanation", "")
    if is_html:
        fields = _without_markup(fields)
    if re.fullmatch(ID_PATTERN, title):
        fields["id"] = title
    if not fields["stem"]:
        raise _Misfit("it asks nothing")
    return without_empty(fields)


def _parted(text: str) -> tuple[str, str, str]:
    """Return what stands before, between and after the braces."""
    opened = _UNTIL_OPEN.match(text)
    start = opened.end() if opened else 0
    if start >= len(text):
        raise _Misfit("it has no answers in braces: a description")
    closed = _UNTIL_CLOSE.match(text, start + 1)
    end = closed.end() if closed else len(text)
    if end >= len(text):
        raise _Misfit("the brace { is not closed before the next blank line")
    after = text[end + 1 :]
    again = _UNTIL_OPEN.match(after)
    if again and again.end() < len(after):
        raise _Misfit("it has several sets of answers; one question has one")
    return text[:start], text[start + 1 : end], after


def _key(answers: str) -> dict[str, Any]:
    """Return the type and the key that stand between the braces."""
    if not answers:
        raise _Misfit("an essay has no key: write it as `open`, with a rubric")
    if answers.startswith("#"):
        return _numeric(answers[1:])
    head, _, remarks = answers.partition("#")
    if (truth := _TRUTH.get(head.strip().casefold())) is not None:
        return _true_false(remarks, truth=truth)
    found = [_answer(mark, inner) for mark, inner in _ANSWER.findall(answers)]
    if not found or _ANSWER.sub("", answers).strip():
        raise _Misfit("an answer starts with neither = nor ~")
    if not all(answer.text for answer in found):
        raise _Misfit("one of its answers is empty")
    if not all(answer.is_key for answer in found):
        return _choice(found)
    if are_pairs([answer.raw for answer in found]):
        raise _Misfit("matching pairs have no counterpart")
    return _short(found)


def are_pairs(answers: Sequence[str]) -> bool:
    """Whether right answers alone are pairs to match: `=cat -> animal =fern -> plant`."""
    return len(answers) > 1 and all("->" in answer for answer in answers)


def _true_false(remarks: str, *, truth: bool) -> dict[str, Any]:
    """Return a true/false question; the first remark is for the wrong answer, the second not."""
    wrong, _, right = remarks.partition("#")
    whys = {truth: _plain(right), not truth: _plain(wrong)}
    texts = [("True", truth, whys[True]), ("False", not truth, whys[False])]
    return {"type": "true_false", "options": options_of(texts)}


def _choice(answers: Sequence[_Answer]) -> dict[str, Any]:
    keyed = [answer for answer in answers if answer.is_key]
    weighted = [answer for answer in answers if (answer.weight or 0) > 0]
    if keyed and any(not answer.is_key for answer in weighted):
        raise _Misfit("a wrong answer earns part of the points, which no key can say")
    right = keyed or weighted
    if not right:
        raise _Misfit("none of its answers is right")
    texts = [(answer.text, answer in right, answer.why) for answer in answers]
    kind = choice(len(right), len(texts), [answer.text for answer in answers])
    return {"type": kind, "options": options_of(texts)}


def _short(answers: Sequence[_Answer]) -> dict[str, Any]:
    _refuse_partial(answers)
    if any(_BARE_STAR.search(answer.raw) for answer in answers):
        raise _Misfit("an answer holds *, which stands for anything; list the forms instead")
    accept = list(dict.fromkeys(answer.text for answer in answers))
    return {"type": "short", "answer": {"accept": accept}, "explanation": _whys(answers)}


def _numeric(text: str) -> dict[str, Any]:
    found = [_answer(mark, inner) for mark, inner in _ANSWER.findall(text)]
    everything = found or [_answer("=", text)]
    answers = [answer for answer in everything if answer.is_key]
    if not answers:
        raise _Misfit("none of its answers is right")
    _refuse_partial(answers)
    values = [_value(answer.text) for answer in answers]
    if len({tolerance for _, tolerance in values}) != 1:
        raise _Misfit("its values have tolerances that differ")
    (value, tolerance), *others = values
    answer: dict[str, Any] = {"value": value, "tolerance": {"absolute": tolerance}}
    if others:
        answer["also"] = [{"value": other} for other, _ in others]
    return {"type": "numeric", "answer": answer, "explanation": _whys(everything)}


def _value(text: str) -> tuple[float, float]:
    """Return a value and its absolute tolerance, from `3`, `3:0.5` or `1..5`."""
    if match := _RANGE.fullmatch(text):
        low, high = Decimal(match[1]), Decimal(match[2])  # halves stay as short as they are
        return float((low + high) / 2), float(abs(high - low) / 2)
    if match := _VALUE.fullmatch(text):
        return float(match[1]), abs(float(match[2] or 0))
    raise _Misfit(f"{text.strip() or 'nothing'} is not a number")


def _refuse_partial(answers: Sequence[_Answer]) -> None:
    if any(answer.weight not in (None, _FULL) for answer in answers):
        raise _Misfit("an answer earns part of the points, which no key can say")


def _answer(mark: str, inner: str) -> _Answer:
    weight = None
    if match := _WEIGHT.match(inner):
        weight, inner = float(match[1]), inner[match.end() :]
    is_html = False
    if match := _FORMAT.match(inner):
        is_html, inner = match[1] == "html", inner[match.end() :]
    match = _REMARK.fullmatch(inner)
    raw, why = (match[1], match[2] or "") if match else (inner, "")
    text = _unmarked(_plain(raw)) if is_html else _plain(raw)
    return _Answer(mark == "=", weight, raw, text, _plain(why))


def _whys(answers: Sequence[_Answer]) -> str:
    return "\n".join(dict.fromkeys(answer.why for answer in answers if answer.why))


def _plain(text: str) -> str:
    """Return a text without its escapes."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text).strip()


def _unmarked(text: str) -> str:
    """Return a text of HTML as plain text."""
    if has_media(text):
        raise _Misfit("it shows a picture or plays a sound")
    return plain_text(text)


def _without_markup(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with every text of HTML as plain text."""

    def clean(value: object) -> object:
        if isinstance(value, str):
            return _unmarked(value)
        if isinstance(value, list):
            return [clean(inner) for inner in value]
        return {k: clean(v) for k, v in value.items()} if isinstance(value, dict) else value

    return {key: clean(value) for key, value in fields.items()}
