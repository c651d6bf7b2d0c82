"""Questions as the API of the Open Trivia Database answers: JSON with HTML entities."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any, Final

from bot.bank.transfer.base import Draft, Unplaced, choice, options_of, tag_of
from bot.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.bank.transfer.base import Found

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Escapes such as `\\ud83d` that stand alone; no file can hold these."""
_ENCODED: Final = ("bXVsdGlwbGU=", "Ym9vbGVhbg==")
"""The types "multiple" and "boolean" in a response to `encode=base64`."""
_DIFFICULTIES: Final = {"easy": 2, "medium": 3, "hard": 4}
_TRUE_FALSE: Final = ("true", "false")


def read_opentdb(text: str) -> Iterator[Found]:
    """Yield the questions of a response, or of a list of such questions.

    Raises:
        TransferError: the text is not JSON of this kind.
    """
    try:
        json.loads(text)
        line, before = 1, 0
        for place, value in _elements(text, _results(text)):
            line, before = line + text.count("\n", before, place), place
            yield _read(line, value)
    except json.JSONDecodeError as error:
        raise TransferError(f"line {error.lineno}: this is not JSON ({error.msg})") from error
    except RecursionError as error:
        raise TransferError("the JSON is nested too deeply") from error
    except ValueError as error:  # the limit that Python sets
        raise TransferError("this JSON cannot be read: a number has too many digits") from error


def _skip(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _results(text: str) -> int:
    """Return where the list of questions starts."""
    place = _skip(text, 0)
    if text[place] == "[":
        return place
    while text[place] == "{" or text[place] == ",":
        place = _skip(text, place + 1)
        if text[place] != '"':
            break
        key, place = _DECODER.raw_decode(text, place)
        place = _skip(text, _skip(text, place) + 1)
        if key == "results" and text[place] == "[":
            return place
        _, place = _DECODER.raw_decode(text, place)
        place = _skip(text, place)
    raise TransferError('there is no list "results": save the whole response of the API')


def _elements(text: str, place: int) -> Iterator[tuple[int, Any]]:
    """Yield the elements of the list that starts at a place, each with its own place."""
    place = _skip(text, place + 1)
    while text[place] != "]":
        value, end = _DECODER.raw_decode(text, place)
        yield place, value
        place = _skip(text, end)
        if text[place] == ",":
            place = _skip(text, place + 1)


def _read(line: int, value: object) -> Found:
    if not isinstance(value, dict):
        return Unplaced(line, str(value), "it is not a question with its answers")
    stem, right = _text(value.get("question")), _text(value.get("correct_answer"))
    wrong = [_text(answer) for answer in _list(value.get("incorrect_answers"))]
    if not stem or not right or not wrong or not all(wrong):
        return Unplaced(line, stem, "it lacks a question, a right or a wrong answer as text")
    if value.get("type") in _ENCODED or ("%20" in stem and " " not in stem):
        return Unplaced(line, stem, "its texts are encoded: ask the API without `encode`")
    fields: dict[str, Any] = {"stem": stem, **_options(right, wrong)}
    if (difficulty := _DIFFICULTIES.get(str(value.get("difficulty")))) is not None:
        fields["difficulty"] = difficulty
    if category := tag_of(_text(value.get("category"))):
        fields["tags"] = [category]
    return Draft(line, fields)


def _options(right: str, wrong: list[str]) -> dict[str, Any]:
    texts = [(right, True, ""), *((text, False, "") for text in wrong)]
    # Always first would be a cue to whoever reads the file; the texts' own order is not.
    texts.sort(key=lambda entry: entry[0].casefold())
    kind = choice(1, len(texts), [text for text, _, _ in texts])
    if kind == "true_false":
        texts.sort(key=lambda entry: _TRUE_FALSE.index(entry[0].casefold()))
    return {"type": kind, "options": options_of(texts)}


def _text(value: object) -> str:
    """Return a text without entities; empty if it is none, or holds half a character."""
    text = html.unescape(value).strip() if isinstance(value, str) else ""
    return "" if _HALF.search(text) else text


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
