"""What is kept about a member as ZIP files: each subject as CSV and as JSON, and a README.

The same rows make the same bytes. Files that would make an archive larger than Discord takes go
into further ones.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from bot.domain.arranging import sequence
from bot.domain.grading import chosen, show_response
from bot.domain.question import QuestionType
from bot.domain.spreadsheet import harmless
from bot.services.archive_subjects import INTRODUCTION, SUBJECTS
from bot.store.erasing import SPOILERS
from bot.store.mapping import question_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.domain.question import Question
    from bot.store.export import Rows

MOST: Final = 10 * 1024 * 1024 - 64 * 1024
"""Bytes of an archive: Discord takes 10 MiB, and the rest of the message needs some."""
OVERHEAD: Final = 512
"""Bytes that a file needs in an archive besides its contents, at the most."""
PART: Final = 4 * 1024 * 1024
"""Bytes of rows in a file; more of them go into further files. Some texts are hardly packed."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of all files: the earliest that a ZIP knows."""


def archives(kept: Mapping[str, Rows], most: int = MOST, part: int = PART) -> list[bytes]:
    """Return the archives; none when nothing is kept.

    Args:
        kept: rows by subject; see `bot.store.export`.
        most: bytes of an archive.
        part: bytes of rows in a file.
    """
    if not any(kept.values()):
        return []
    files = {"README.txt": readme(kept).encode()}
    for subject in SUBJECTS:
        rows = [_row(subject, row) for row in kept.get(subject, ())]
        names = list(SUBJECTS[subject].columns)
        pieces = list(_parts(rows, part))
        for number, piece in enumerate(pieces, start=1):
            name = subject if len(pieces) == 1 else f"{subject}-{number}"
            files[f"{name}.csv"] = _csv(names, piece)
            files[f"{name}.json"] = _json(names, piece)
    return [_zip(group) for group in _grouped(files, most)]


def readme(kept: Mapping[str, Rows]) -> str:
    """Return what explains each file and field."""
    lines = [INTRODUCTION]
    for subject, about in SUBJECTS.items():
        rows = len(kept.get(subject, ()))
        lines.append(f"{subject}: {about.what} ({rows} row{'s' * (rows != 1)})")
        width = max(map(len, about.columns))
        lines += [f"    {name:<{width}}  {text}" for name, text in about.columns.items()]
        lines.append("")
    return "\n".join(lines)


# ---------------------------------------------------------------------- rows


def _row(subject: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as it is written, its columns those of the subject."""
    shaped = dict(row)
    if subject == "settings":
        shaped["boards"] = "hidden" if row["hidden"] else "shown"
        shaped["profile"] = "open" if row["is_open"] else "private"
        shaped["pictures"] = row["theme"] or "automatic"
    if subject == "messages" and row["text"]:
        shaped["text"] = SPOILERS.sub("...", row["text"])
    if "snapshot" in row:
        question = question_of(row["snapshot"])
        shaped["asked"] = question.stem
        shaped["answer"] = in_words(question, row["response"])
    if "score_milli" in row:
        milli = row["score_milli"]
        shaped["score"] = None if milli is None else milli / 1000
    return {name: shaped[name] for name in SUBJECTS[subject].columns}


def in_words(question: Question, response: str) -> str:
    """Return what a stored response says: the options' texts, or what was typed."""
    if question.type.is_choice or question.type is QuestionType.ORDER:
        ordered = question.type is QuestionType.ORDER
        indices = sequence(response) if ordered else sorted(chosen(response))
        texts = [question.options[i].text for i in indices if i < len(question.options)]
        return (" → " if ordered else " | ").join(texts)
    return show_response(question, (), response)


def _parts(rows: Sequence[dict[str, Any]], part: int) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield the rows in pieces; there is always one."""
    piece: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        length = sum(len(str(value).encode()) for value in row.values())
        if piece and size + length > part:
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += length
    yield piece


# ---------------------------------------------------------------------- files


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table as spreadsheets read it: UTF-8 with a byte order mark, no formulas."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        cells = (_plain(row[name]) for name in names)
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _json(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    listed = [{name: _plain(row[name]) for name in names} for row in rows]
    return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    return value.isoformat() if isinstance(value, date | datetime) else value


def _grouped(files: Mapping[str, bytes], most: int) -> Iterator[dict[str, bytes]]:
    """Yield the files in groups, each small enough for one archive."""
    group: dict[str, bytes] = {}
    size = 0
    for name, data in files.items():
        packed = len(_zip({name: data})) + OVERHEAD
        if group and size + packed > most:
            yield group
            group, size = {}, 0
        group[name] = data
        size += packed
    yield group


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()
