r"""Formulas in the bank's texts: `$...$` holds LaTeX, `\$` is a dollar, code is left alone.

A formula becomes plain Unicode where one line of it says the same; otherwise the text refers to a
picture. Texts are Markdown as Discord reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.domain.formula_plain import Unfaithful, plain
from bot.domain.formula_speech import speak
from bot.domain.formula_tree import BadFormula, UnknownCommand

if TYPE_CHECKING:
    from collections.abc import Iterator


class Part(Enum):
    """What a segment of a text is."""

    PROSE = "prose"
    CODE = "code"
    FORMULA = "formula"


class Segment(NamedTuple):
    """A stretch of a text; for a formula, its LaTeX without the dollars."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to be shown, and the LaTeX of the pictures it refers to, in order."""

    text: str
    pictures: tuple[str, ...] = ()


_CODE: Final = r"(?P<code>```.*?```|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
_FORMULA: Final = r"(?P<formula>(?<!\\)\$(?=\S)(?:\\.|[^$\\])+?(?<=\S)\$(?![0-9]))"
_SEGMENT: Final = re.compile(rf"(?P<escape>\\\$)|{_CODE}|{_FORMULA}", re.DOTALL)
_MARKDOWN: Final = re.compile(r"([\\*_~|`>])")


def segments(text: str) -> Iterator[Segment]:
    r"""Split a text into prose, code and formulas. Escaped dollars in prose are still `\$`."""
    end = 0
    for match in _SEGMENT.finditer(text):
        if match["escape"]:
            continue
        if match.start() > end:
            yield Segment(Part.PROSE, text[end : match.start()])
        if match["code"]:
            yield Segment(Part.CODE, match["code"])
        else:
            yield Segment(Part.FORMULA, match["formula"][1:-1])
        end = match.end()
    if end < len(text):
        yield Segment(Part.PROSE, text[end:])


def has_dollar(segment: Segment) -> bool:
    """Whether prose holds a dollar that is not escaped: it neither opens nor closes a formula."""
    return segment.part is Part.PROSE and "$" in segment.text.replace(r"\$", "")


def render_text(text: str, *, first: int = 1, markdown: bool = True) -> Rendered:
    """Return a text with its formulas as Unicode or as references such as "[formula 1]".

    Args:
        text: as it stands in the bank.
        first: the number of the first picture, for texts that share a card.
        markdown: whether the result is shown where Discord reads Markdown. Characters of formulas
            that Markdown would read are escaped then; labels of buttons and modals read none.
    """
    if "$" not in text:
        return Rendered(text)
    parts: list[str] = []
    pictures: list[str] = []
    for segment in segments(text):
        if segment.part is not Part.FORMULA:
            parts.append(_prose(segment))
        elif (line := to_unicode(segment.text)) is not None:
            parts.append(_MARKDOWN.sub(r"\\\1", line) if markdown else line)
        else:
            if segment.text not in pictures:
                pictures.append(segment.text)
            parts.append(f"[formula {first + pictures.index(segment.text)}]")
    return Rendered("".join(parts), tuple(pictures))


@lru_cache(maxsize=4096)
def to_unicode(latex: str) -> str | None:
    """Return a formula as one line of Unicode; None where that would not be faithful."""
    try:
        return plain(latex)
    except (BadFormula, Unfaithful):
        return None


def complaint(latex: str) -> str:
    """Return what is wrong with a formula's form, as a clause; an empty string if nothing is.

    Commands not known here are no complaint: whoever draws the picture may know them.
    """
    try:
        plain(latex)
    except UnknownCommand:
        return ""
    except BadFormula as error:
        return str(error)
    except Unfaithful:
        return ""
    return ""


def alt_text(latex: str) -> str:
    """Return a formula in words for those who cannot see its picture; at most 1,000 characters."""
    return speak(latex)


def _prose(segment: Segment) -> str:
    return segment.text.replace(r"\$", "$") if segment.part is Part.PROSE else segment.text
