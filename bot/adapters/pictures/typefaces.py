"""Which font draws which character: the Noto fonts of two packages, never those of the system.

What a font covers is read from its `cmap` table (OpenType 1.9, formats 4 and 12), since the fonts
must be known before a text is set: what the typesetter does with a missing glyph is a box.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LATIN: Final = "Noto Sans"
CJK: Final = "Noto Sans CJK JP"
COLLECTED: Final = (CJK, "Noto Sans CJK KR", "Noto Sans CJK SC")
"""The fonts of the file with CJK, as they follow one another."""
SCRIPTS: Final = (
    "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi",
    "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil",
    "Telugu", "Thai",
)  # fmt: skip
FAMILIES: Final = (
    LATIN,
    *(f"Noto Sans {script}" for script in SCRIPTS),
    "Noto Emoji",
    CJK,
    "Noto Sans Symbols",
)
"""In the order in which they are asked."""
_COLLECTION: Final = b"ttcf"
_BMP, _ALL = 4, 12


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a font, as ranges: `ends` are inclusive."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        index = bisect_right(self.starts, ord(character)) - 1
        return index >= 0 and ord(character) <= self.ends[index]


@lru_cache(maxsize=32)
def file_of(family: str) -> str:
    """Return the path of a family's file."""
    if family.startswith("Noto Sans CJK"):
        return str(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc")
    return str(files("manimgx_fonts") / f"{family.replace(' ', '')}[wght].ttf")


def face_of(family: str) -> int:
    """Return which of the fonts in its file a family is: a file has several only for CJK."""
    return COLLECTED.index(family) if family in COLLECTED else 0


@lru_cache(maxsize=4096)
def family_of(character: str) -> str | None:
    """Return the first family with a character; None: no font has it."""
    return next((family for family in FAMILIES if character in coverage(family)), None)


@lru_cache(maxsize=len(FAMILIES))
def coverage(family: str) -> Coverage:
    """Return which characters a family has."""
    with open(file_of(family), "rb") as font:  # noqa: PTH123  a path of a package
        ranges = sorted(_ranges(font))
    return Coverage(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _ranges(font: BinaryIO) -> Iterator[tuple[int, int]]:
    tables = {form: at for at in _subtables(font) for form in [_read(font, ">H", at)[0]]}
    if _ALL in tables:
        at = tables[_ALL]
        (count,) = _read(font, ">I", at + 12)
        numbers = _read(font, f">{3 * count}I", at + 16)
        yield from zip(numbers[0::3], numbers[1::3], strict=True)
        return
    at = tables[_BMP]
    segments = _read(font, ">H", at + 6)[0] // 2
    ends = _read(font, f">{segments}H", at + 14)
    starts = _read(font, f">{segments}H", at + 16 + 2 * segments)
    yield from zip(starts[:-1], ends[:-1], strict=True)  # the last one stands for nothing


def _subtables(font: BinaryIO) -> Iterator[int]:
    """Yield where the tables of characters begin."""
    font.seek(0)
    start = _read(font, ">I", 12)[0] if font.read(4) == _COLLECTION else 0
    (count,) = _read(font, ">H", start + 4)
    records = (_read(font, ">4sIII", start + 12 + 16 * n) for n in range(count))
    cmap = next(at for tag, _, at, _ in records if tag == b"cmap")
    for n in range(_read(font, ">H", cmap + 2)[0]):
        yield cmap + _read(font, ">I", cmap + 8 + 8 * n)[0]


def _read(font: BinaryIO, form: str, at: int) -> tuple[Any, ...]:
    font.seek(at)
    return struct.unpack(form, font.read(struct.calcsize(form)))
