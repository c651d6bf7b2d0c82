"""Flash cards as text: notes exported by Anki, and sets exported by Quizlet."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any, Final

from bot.bank.transfer.base import Draft, Unplaced, has_media, plain_text, tag_of
from bot.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.bank.transfer.base import Found

_HEADER: Final = re.compile(r"#([a-z ]+):(.*)")
_SEPARATORS: Final = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "colon": ":",
    "space": " ",
}
_CLOZE: Final = re.compile(r"\{\{c\d+::")
_LONGEST: Final = 200
"""Characters of an answer that is typed."""
_SIDES: Final = 2
_TAGS: Final = 10


def read_anki(text: str) -> Iterator[Found]:
    """Yield the notes of an export "Notes in Plain Text": the first field asks, the second answers.

    The lines at the start such as `#separator:tab`, `#html:true` and `#tags column:3` are followed.

    Raises:
        TransferError: the rows cannot be told apart.
    """
    headers, start = _headers(text)
    name = headers.get("separator", "tab").strip().casefold()
    separator = _SEPARATORS.get(name, name)
    if len(separator) != 1:
        raise TransferError(f"the separator is {name!r}; known are {', '.join(_SEPARATORS)}")
    apart = {_column(value) for key, value in headers.items() if key.endswith(" column")}
    tags = _column(headers.get("tags column", ""))
    is_html = headers.get("html", "").strip() != "false"
    for line, cells in _rows(text, separator, start):
        sides = [cell for index, cell in enumerate(cells, start=1) if index not in apart]
        kept = _tags(cells[tags - 1]) if 0 < tags <= len(cells) else []
        yield _card(line, sides, {"tags": kept} if kept else {}, html=is_html)


def read_quizlet(text: str) -> Iterator[Found]:
    """Yield the cards of an export with a tab between term and definition, one card a line.

    The longer side asks and the shorter one answers: terms are short, definitions are long.
    """
    for line, row in enumerate(text.split("\n"), start=1):
        if row.strip():
            sides = row.split("\t")
            if len(sides) == _SIDES:
                sides.sort(key=len, reverse=True)
            yield _card(line, sides, {}, html=False)


def _headers(text: str) -> tuple[dict[str, str], int]:
    """Return what the lines at the start say, and how many they are."""
    headers: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")):
        match = _HEADER.fullmatch(line)
        if match is None:
            return headers, number
        headers[match[1]] = match[2]
    return headers, text.count("\n")


def _column(value: str) -> int:
    return int(value) if re.fullmatch(r"[0-9]{1,3}", value.strip()) else 0


def _rows(text: str, separator: str, start: int) -> Iterator[tuple[int, list[str]]]:
    lines = text.split("\n")[start:]
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TransferError(f"line {line}: the row cannot be read ({error})") from error
        if cells is None:
            return
        if cells:
            yield line, cells


def _tags(cell: str) -> list[str]:
    return [tag for tag in dict.fromkeys(map(tag_of, cell.split())) if tag][:_TAGS]


def _card(line: int, sides: Sequence[str], extra: dict[str, Any], *, html: bool) -> Found:
    filled = [side for side in sides if side.strip()]
    what = filled[0] if filled else ""
    if any(map(has_media, filled)):
        return Unplaced(line, what, "it shows a picture or plays a sound")
    if any(map(_CLOZE.search, filled)):
        return Unplaced(line, what, "it is a text with gaps (cloze), not a question")
    if len(filled) != _SIDES:
        fields = "field is" if len(filled) == 1 else "fields are"
        return Unplaced(
            line, what, f"{len(filled)} {fields} filled; a question and an answer belong"
        )
    question, answer = (plain_text(side) if html else side.strip() for side in sides[:_SIDES])
    if not question or not answer:
        return Unplaced(line, what, "one of its sides is empty")
    if len(answer) > _LONGEST or "\n" in answer:
        size = f"{len(answer)} characters" if len(answer) > _LONGEST else "several lines"
        return Unplaced(line, question, f"nobody can type an answer of {size}; ask it as `open`")
    return Draft(line, {"type": "short", "stem": question, "answer": {"accept": [answer]}} | extra)
