"""Tables of questions: CSV with a line of headers, read and written.

What the columns hold stands in `bot.bank.transfer.columns`.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from bot.bank.transfer.base import Draft, Unplaced, shortened
from bot.bank.transfer.columns import ALIASES, COLUMNS, Misfit, cells_of, fields_of
from bot.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.bank.transfer.base import Found
    from bot.domain.question import Question

_SEPARATORS: Final = ",;\t|"


def read_csv(text: str) -> Iterator[Found]:
    """Yield the questions of a table, one a row; its first row names the columns.

    Commas, semicolons, tabs and bars may separate; what fits the headers best is taken.

    Raises:
        TransferError: the headers are not those of questions, or a row cannot be read.
    """
    separator = _separator(text.partition("\n")[0])
    rows = _rows(text, separator)
    _, heads = next(rows, (1, []))
    columns = [_column(head) for head in heads]
    _refuse_unknown(heads, columns)
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            yield _read(line, columns, cells)


def write_csv(questions: Iterable[Question]) -> str:
    """Return questions as a table that `read_csv` reads, without columns that would be empty."""
    rows = [cells_of(question) for question in questions]
    columns = [column for column in COLUMNS if any(column in row for row in rows)]
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _column(head: str) -> str:
    name = "_".join(head.casefold().replace("_", " ").split())
    return ALIASES.get(name, name)


def _separator(heads: str) -> str:
    def known(separator: str) -> int:
        return sum(_column(head.strip('"')) in COLUMNS for head in heads.split(separator))

    return max(_SEPARATORS, key=known)


def _refuse_unknown(heads: list[str], columns: list[str]) -> None:
    for head, column in zip(heads, columns, strict=True):
        if column not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise TransferError(
                f'line 1: there is no column "{shortened(head)}"; known are {known}'
            )
        if columns.count(column) > 1:
            raise TransferError(f"line 1: the column {column} is there twice")
    if "stem" not in columns:
        raise TransferError("line 1: there is no column `stem`, which holds the question")


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its first line.

    Raises:
        TransferError: a quote is not closed, or a cell is too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TransferError(f"line {line}: the row cannot be read ({error})") from error
        if cells is None:
            return
        yield line, cells


def _read(line: int, columns: list[str], cells: list[str]) -> Found:
    by_column = dict(zip(columns, cells, strict=False))
    what = by_column.get("stem", "")
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Unplaced(line, what, f"it has {len(cells)} cells under {len(columns)} headers")
    try:
        return Draft(line, fields_of(by_column))
    except Misfit as misfit:
        return Unplaced(line, what, str(misfit))
