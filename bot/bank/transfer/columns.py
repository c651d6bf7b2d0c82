"""The columns of a table of questions: what each holds, as text and as fields of the bank.

Texts that a spreadsheet would take for a formula get an apostrophe in front, as spreadsheets
themselves mark text; reading takes it off again. Lists have an entry a line within their cell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bot.bank.transfer.base import choice, options_of, without_empty
from bot.domain.question import Question, QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LETTERS: Final = "abcde"
_DEFAULT_LANGUAGE: Final = "en"
_TEXTS: Final = ("id", "topic", "subtopic", "level", "bloom", "stem", "explanation", "author")
_WHOLE: Final = ("difficulty", "time_limit", "version")
_LISTS: Final = ("rubric", "red_flags", "follow_ups", "hints", "tags")
COLUMNS: Final = (
    *("id", "type", "topic", "subtopic", "level", "difficulty", "bloom", "stem"),
    *("language", "code", *LETTERS, "correct", *(f"why_{letter}" for letter in LETTERS), "shuffle"),
    *("value", "unit", "relative", "absolute", "also", "accept", "regex", "output"),
    *("rubric", "model_answer", "red_flags", "follow_ups"),
    *("explanation", "references", "hints", "tags", "time_limit", "version", "author"),
    "text_language",
)
"""What a table may have, in the order of an export."""
ALIASES: Final = {"question": "stem", "answer": "accept", "listing": "code"}

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_MARKED: Final = re.compile(r"'+[=+\-@\t\r]")
_REFERENCE: Final = re.compile(r"(.*?)\s*<(https?://[^\s<>]+)>")
_ALSO: Final = re.compile(r"(\S+)(?:\s+(\S.*))?")


def guarded(text: str) -> str:
    """Return the text of a cell so that no spreadsheet computes it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if _MARKED.match(text) else text


class Misfit(ValueError):
    """A cell does not hold what belongs there; the message says what does."""


def cells_of(question: Question) -> dict[str, str]:
    """Return a question as cells by their column; those that would be empty are left out."""
    cells = {
        "id": question.id,
        "type": question.type.value,
        "topic": question.topic,
        "subtopic": question.subtopic,
        "level": question.level.value,
        "difficulty": str(question.difficulty),
        "bloom": question.bloom,
        "stem": question.stem,
        "explanation": question.explanation,
        "references": _lines(
            f"{r.title} <{r.url}>" if r.url else r.title for r in question.references
        ),
        "hints": _lines(question.hints),
        "tags": _lines(question.tags),
        "time_limit": str(question.time_limit or ""),
        "version": str(question.version),
        "text_language": "" if question.language == _DEFAULT_LANGUAGE else question.language,
        **_options(question),
        **_key(question),
    }
    if question.code is not None:
        cells |= {"language": question.code.language, "code": question.code.source}
    return {name: guarded(text) for name, text in cells.items() if text}


def fields_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a question from its cells.

    Raises:
        Misfit: a cell does not hold what belongs there.
    """
    cells = {name: unguarded(text).strip("\r\n") for name, text in cells.items() if text.strip()}
    kind = cells.get("type", "").strip() or _kind(cells)
    fields: dict[str, Any] = {"type": kind}
    fields |= {name: cells.get(name, "").strip() for name in _TEXTS}
    fields |= {name: _whole(name, cells[name]) for name in _WHOLE if name in cells}
    fields |= {name: _entries(cells.get(name, "")) for name in _LISTS}
    fields["references"] = [_reference(line) for line in _entries(cells.get("references", ""))]
    fields["language"] = cells.get("text_language", "").strip()
    fields["model_answer"] = cells.get("model_answer", "").strip()
    if "code" in cells:
        fields["code"] = {
            "language": cells.get("language", "text").strip(),
            "source": cells["code"],
        }
    if kind in {"single", "multiple", "true_false", "order"}:
        fields |= _choice(cells, kind)
    else:
        fields["answer"] = _answer(cells, kind)
    return without_empty(fields)


def _lines(entries: Iterable[str]) -> str:
    return "\n".join(" ".join(entry.split()) for entry in entries)


def _entries(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _options(question: Question) -> dict[str, str]:
    cells: dict[str, str] = {}
    right: list[str] = []
    for letter, option in zip(LETTERS, question.options, strict=False):
        cells |= {letter: option.text, f"why_{letter}": option.why}
        right += letter * option.correct
    if question.options and question.type is not QuestionType.ORDER:
        cells["correct"] = " ".join(right)
        if question.shuffle == (question.type is QuestionType.TRUE_FALSE):
            cells["shuffle"] = "yes" if question.shuffle else "no"
    return cells


def _key(question: Question) -> dict[str, str]:
    if (numeric := question.numeric) is not None:
        return {
            "value": repr(numeric.quantity.value),
            "unit": numeric.quantity.unit,
            "relative": "" if numeric.relative is None else repr(numeric.relative),
            "absolute": "" if numeric.absolute is None else repr(numeric.absolute),
            "also": _lines(f"{other.value!r} {other.unit}" for other in numeric.also),
        }
    if (short := question.short) is not None:
        return {"accept": _lines(short.accept), "regex": "\n".join(short.regex)}
    if (key := question.open) is not None:
        return {
            "rubric": _lines(key.rubric),
            "model_answer": key.model_answer,
            "red_flags": _lines(key.red_flags),
            "follow_ups": _lines(key.follow_ups),
        }
    return {"output": question.output or ""}


def _kind(cells: Mapping[str, str]) -> str:
    """Return the type that the filled cells speak of."""
    texts = [cells[letter] for letter in LETTERS if letter in cells]
    if texts:
        return choice(len(_letters(cells)), len(texts), texts)
    for column, kind in (
        ("value", "numeric"),
        ("output", "code_output"),
        ("rubric", "open"),
        ("accept", "short"),
    ):
        if column in cells:
            return kind
    raise Misfit("it has neither options (a, b, c, ...) nor accept, value, output or rubric")


def _letters(cells: Mapping[str, str]) -> list[str]:
    letters = re.findall(r"[^\s,;|]+", cells.get("correct", "").casefold())
    if wrong := [letter for letter in letters if letter not in LETTERS or letter not in cells]:
        raise Misfit(f"`correct` names {wrong[0]}, but there is no such option")
    return letters


def _choice(cells: Mapping[str, str], kind: str) -> dict[str, Any]:
    right = _letters(cells)
    texts = [
        (cells[letter].strip(), letter in right, cells.get(f"why_{letter}", "").strip())
        for letter in LETTERS
        if letter in cells
    ]
    fields: dict[str, Any] = {"options": options_of(texts)}
    if "shuffle" in cells and kind != "order":
        fields["shuffle"] = cells["shuffle"].strip().casefold() in {"yes", "true", "1"}
    return fields


def _answer(cells: Mapping[str, str], kind: str) -> dict[str, Any]:
    if kind == "numeric":
        tolerance = {n: _number(n, cells[n]) for n in ("relative", "absolute") if n in cells}
        answer = {
            "value": _number("value", cells.get("value", "")),
            "unit": cells.get("unit", "").strip(),
            "tolerance": tolerance or {"absolute": 0},
            "also": [_also(line) for line in _entries(cells.get("also", ""))],
        }
        return {key: value for key, value in answer.items() if value not in ("", [])}
    if kind == "short":
        accept, regex = _entries(cells.get("accept", "")), _entries(cells.get("regex", ""))
        return without_empty({"accept": accept, "regex": regex})
    return without_empty({"output": cells.get("output", "")})


def _also(line: str) -> dict[str, Any]:
    match = _ALSO.fullmatch(line)
    value = {"value": _number("also", match[1] if match else line)}
    return value | ({"unit": match[2]} if match and match[2] else {})


def _reference(line: str) -> dict[str, str]:
    match = _REFERENCE.fullmatch(line)
    return {"title": match[1], "url": match[2]} if match and match[1] else {"title": line}


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"\s*[0-9]{1,9}\s*", text):
        raise Misfit(f"`{name}` is {text.strip()[:40]}, but a whole number belongs there")
    return int(text)


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Misfit(
            f"`{name}` is {text.strip()[:40] or 'empty'}, but a number belongs there"
        ) from None
