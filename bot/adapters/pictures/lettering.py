"""Words in any script as pictures: shaped, from right to left where that is how they are read.

Pillow sets Arabic or Devanagari only where the system has FriBiDi, so resvg sets the words, and
Pillow puts them into the picture. Every stretch names the font that has its characters. Letters
from mathematics, which many use for their names, become plain ones; what no font has is a box.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

import resvg_py
from PIL import Image

from bot.adapters.pictures.typefaces import CJK, LATIN, coverage, family_of, file_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.pictures.ink import Colour

BOX: Final = "□"
"""Stands for what no font has."""
LINE: Final = 1.5
"""The height of a line, in sizes."""
_BASELINE: Final = 1.1
_SMALLER: Final = 0.8
"""To this a text shrinks before it is cut."""
_LONGEST: Final = 50
"""Clusters that are looked at; a name on Discord has at most 32 characters."""
_WIDEST: Final = 1.4
"""The width of a cluster at most, in sizes."""
_FINE: Final = 4
"""How much smaller a text is set to be measured."""
_WEIGHT: Final = 600

_PART: Final = "\u200d\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAG: Final = "\U0001f1e6-\U0001f1ff"
_CLUSTER: Final = re.compile(rf"[{_FLAG}]{{2}}|.(?:[{_PART}]|(?<=\u200d).)*", re.DOTALL)
_KANA: Final = re.compile("[\u3040-\u30ff]")
_HANGUL: Final = re.compile("[\u1100-\u11ff\uac00-\ud7af]")


@lru_cache(maxsize=256)
def inscription(text: str, size: int, width: int, colour: Colour) -> Image.Image:
    """Return a text on one line, on a transparent ground: `LINE` sizes high, as wide as it is.

    Args:
        text: any text; what does not fit is cut and ends with an ellipsis.
        size: of the font, in pixels.
        width: the most the picture may have, in pixels.
        colour: of the ink.
    """
    clusters, fitting = _fitting(list(_clusters(legible(text))), size, width)
    image = _set(clusters, fitting, size, width, colour)
    left, _, right, _ = image.getbbox() or (0, 0, 1, 0)
    return image.crop((left, 0, min(right, left + width), image.height))


def legible(text: str) -> str:
    """Return a text with only what can be drawn, on one line; empty when nothing can."""
    line = " ".join("".join(map(_drawable, text)).split())
    line = re.sub(f"{BOX}+", BOX, line)
    return line if line.strip(f"{BOX} ") else ""


def _drawable(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf"} and not re.match(f"[{_PART}]", character):
        return ""
    if family_of(character) is not None:
        return character
    if unicodedata.decomposition(character).startswith("<"):
        plain = unicodedata.normalize("NFKC", character)
        return plain if all(map(family_of, plain)) else BOX
    return "" if unicodedata.combining(character) else BOX


def _clusters(text: str) -> Iterator[str]:
    """Yield what must not be torn apart: letters with their marks, emoji with their parts."""
    cluster = ""
    for piece in _CLUSTER.findall(text):
        if cluster and not unicodedata.category(piece[0]).startswith("M"):
            yield cluster
            cluster = ""
        cluster += piece
    if cluster:
        yield cluster


def _fitting(clusters: list[str], size: int, width: int) -> tuple[list[str], int]:
    """Return what of a text fits a width, and in which size."""
    smaller = round(size * _SMALLER)
    if len(clusters) * size * _WIDEST <= width:
        return clusters, size
    if len(clusters) <= _LONGEST:
        natural = _width(clusters, size)
        if natural * _SMALLER <= width:
            return clusters, size if natural <= width else smaller
    kept = clusters[:_LONGEST]
    while (natural := _width([*kept, "…"], smaller)) > width and len(kept) > 1:
        kept = kept[: min(int(len(kept) * width / natural), len(kept) - 1)]
    return [*kept[: len(kept) - (kept[-1] == " ")], "…"], smaller


def _width(clusters: list[str], size: int) -> int:
    """Return how wide a text is, to some pixels: it is set small, which is quick."""
    small = size // _FINE
    image = _set(clusters, small, small, round(len(clusters) * small * _WIDEST), (0, 0, 0))
    left, _, right, _ = image.getbbox() or (0, 0, 0, 0)
    return (right - left) * size // small


def _set(clusters: list[str], size: int, line: int, width: int, colour: Colour) -> Image.Image:
    """Return the words in a line of a font of size `line`, with room at both sides."""
    text = "".join(clusters)
    stretches = [(family, "".join(part)) for family, part in groupby(clusters, _family)]
    spans = "".join(
        f'<tspan font-family="{_spoken(family, text)}">{escape(part)}</tspan>'
        for family, part in stretches
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width + 2 * size}" '
        f'height="{round(line * LINE)}"><text x="{size}" y="{round(line * _BASELINE)}" '
        f'font-size="{size}" font-weight="{_WEIGHT}" fill="rgb{colour}" xml:space="preserve">'
        f"{spans}</text></svg>"
    )
    fonts = dict.fromkeys(file_of(family) for family in (LATIN, *dict(stretches)))
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=list(fonts), font_family=LATIN
    )
    return Image.open(io.BytesIO(bytes(drawn))).convert("RGBA")


def _family(cluster: str) -> str:
    """Return the font of a cluster: the one with its emoji, or else with its first character."""
    if any(c in "\ufe0f\u20e3" for c in cluster) and cluster[0] in coverage("Noto Emoji"):
        return "Noto Emoji"
    return family_of(cluster[0]) or LATIN


def _spoken(family: str, text: str) -> str:
    """Return the font in the forms of the language: Chinese characters differ by country."""
    if family != CJK or _KANA.search(text):
        return family
    return "Noto Sans CJK KR" if _HANGUL.search(text) else "Noto Sans CJK SC"
