"""The coverage matrix as a heat map: a row a topic, a column a level or type.

A cell shows `have/want`. Its blue tells how full it is; orange, and a minus or plus sign, that it
is outside of its margin, so that nothing rests on colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from bot.adapters.pictures.ink import BLUES, INK, MUTED, ORANGE, PAPER, font, png

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.adapters.pictures.ink import Colour
    from bot.bank.coverage import Cell

HEADINGS: Final = {"true_false": "true/false", "code_output": "code"}
"""What columns are called where it is not their kind's own name."""
_SIZE: Final = 15
_ROW, _COLUMN, _EDGE, _HEAD = 28, 76, 20, 96
_GAP: Final = 2
_WIDEST_NAME: Final = 300


def draw_matrix(cells: Sequence[Cell], titles: Mapping[str, str]) -> bytes:
    """Return the matrix as a PNG.

    Args:
        cells: topic by topic, each with the same kinds in the same order; at least one.
        titles: the topics' titles by id.
    """
    topics = list(dict.fromkeys(cell.topic for cell in cells))
    kinds = list(dict.fromkeys(cell.kind for cell in cells))
    names = [titles.get(topic, topic) for topic in topics]
    left = _EDGE + min(int(max(map(font(_SIZE).getlength, names))) + 12, _WIDEST_NAME)
    size = left + len(kinds) * _COLUMN + _EDGE, _HEAD + len(topics) * _ROW + _EDGE
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)
    _write_heading(pen, cells)
    for column, kind in enumerate(kinds):
        middle = left + column * _COLUMN + _COLUMN // 2
        pen.text((middle, _HEAD - 10), heading(kind), INK, font(_SIZE), anchor="ms")
    for row, name in enumerate(names):
        pen.text((left - 10, _HEAD + row * _ROW + _ROW // 2), name, INK, font(_SIZE), anchor="rm")
    for cell in cells:
        corner = left + kinds.index(cell.kind) * _COLUMN, _HEAD + topics.index(cell.topic) * _ROW
        _draw_cell(pen, corner, cell)
    return png(image)


def heading(kind: str) -> str:
    """Return what a column is called."""
    return HEADINGS.get(kind, kind)


def label(cell: Cell) -> str:
    """Return a cell in few characters: `5/6`, `2/6 -` for too few, `9/6 +` for too many."""
    text = f"{cell.have}/{cell.want}"
    if cell.is_met:
        return text
    return f"{text} {'-' if cell.have < cell.want else '+'}"


def describe_matrix(cells: Sequence[Cell], titles: Mapping[str, str]) -> str:
    """Return in words what the picture shows: its alternative text."""
    totals = [cell for cell in cells if cell.kind == "total"]
    have, want = sum(cell.have for cell in totals), sum(cell.want for cell in totals)
    rows = ", ".join(f"{titles.get(c.topic, c.topic)} {label(c)}" for c in totals)
    off = sum(not cell.is_met for cell in cells)
    return (
        f"Coverage of the question bank: {have} of {want} questions. By topic, have/want, with - "
        f"for too few and + for too many: {rows}. Outside of their margin: {off} of {len(cells)} "
        "cells."
    )


def _write_heading(pen: ImageDraw.ImageDraw, cells: Sequence[Cell]) -> None:
    totals = [cell for cell in cells if cell.kind == "total"]
    have, want = sum(cell.have for cell in totals), sum(cell.want for cell in totals)
    pen.text((_EDGE, _EDGE), f"Question bank: {have} of {want}", INK, font(22))
    note = "have/want; orange with - or +: too few or too many"
    pen.text((_EDGE, _EDGE + 30), note, MUTED, font(13))


def _draw_cell(pen: ImageDraw.ImageDraw, corner: tuple[int, int], cell: Cell) -> None:
    x, y = corner
    box = (x + _GAP, y + _GAP, x + _COLUMN - _GAP, y + _ROW - _GAP)
    pen.rounded_rectangle(box, 4, _shade(cell))
    if cell.have or cell.want:
        middle = x + _COLUMN // 2, y + _ROW // 2
        pen.text(middle, label(cell), INK, font(_SIZE), anchor="mm")


def _shade(cell: Cell) -> Colour:
    if not cell.is_met:
        return ORANGE
    nothing, some, full = BLUES
    if cell.want and cell.have >= cell.want:
        return full
    return some if cell.have * 2 >= cell.want > 0 else nothing
