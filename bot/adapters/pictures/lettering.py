"""Words in any script as pictures: shaped, from right to left where that is how they are read.

Pillow sets what needs no shaping, which is quick: Latin, Greek, Cyrillic, Chinese, kana, Hangul and
simple emoji. It sets Arabic or Devanagari only where the system has FriBiDi, so resvg sets the
rest. Every stretch names the font that has its characters. Letters from mathematics, which many use
for their names, become plain ones; what no font has is a box.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from functools import lru_cache
from html import escape
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Final

import resvg_py
from PIL import Image, ImageDraw, ImageFont

from bot.adapters.pictures.typefaces import CJK, LATIN, coverage, face_of, family_of, file_of

if TYPE_CHECKING:
    from collections.abc import Iterator

BOX: Final = "□"
"""Stands for what no font has."""
NOBODY: Final = "Member"
"""Who has no name that can be known, or written."""
LINE: Final = 1.7
"""The height of a line, in sizes."""
BOLD: Final = 600
"""The usual weight; `REGULAR` is for what is less important."""
REGULAR: Final = 400
SMALLEST: Final = 22
"""No text is set smaller to make it fit: Discord shows pictures half as wide."""
_BASELINE: Final = 1.2
_SMALLER: Final = 0.8
"""To this a text shrinks before it is cut."""
_LONGEST: Final = 80
"""Clusters that are looked at; a name on Discord has at most 32 characters."""
_WIDEST: Final = 1.4
"""The width of a cluster at most, in sizes."""
_MARGIN: Final = 1.1
"""How much wider than its letters a text is taken to be, until it is measured."""
_SHAPED: Final = 1.04
"""How much wider the beginning of a shaped text may be than its part of the whole."""
_TWO: Final = 2
"""A cluster and the ellipsis."""
_FINE: Final = 4
"""How much smaller a text is set to be measured."""

_PART: Final = "\u200d\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAG: Final = "\U0001f1e6-\U0001f1ff"
_CLUSTER: Final = re.compile(rf"[{_FLAG}]{{2}}|.(?:[{_PART}]|(?<=\u200d).)*", re.DOTALL)
_KANA: Final = re.compile("[\u3040-\u30ff]")
_HANGUL: Final = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_PLAIN: Final = re.compile(
    "[ -\u02af\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u20cf"
    "\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff00-\uffef\U0001f300-\U0001faff\U00020000-\U0003ffff]*"
)
"""What needs no shaping, when no cluster is longer than a character."""


@lru_cache(maxsize=512)
def inscription(text: str, size: int, width: int, weight: int = BOLD) -> Image.Image:
    """Return a text on one line, `LINE` sizes high and as wide as it is: how much ink is where.

    Args:
        text: any text; what does not fit is cut and ends with an ellipsis.
        size: of the font, in pixels.
        width: the most the picture may have, in pixels.
        weight: of the font, 400 to 700.
    """
    kept, fitting = _fitting(list(_clusters(legible(text))), size, width, weight)
    letters = _set(kept, fitting, size, width, weight)
    while letters.width > width and len(kept) > _TWO:
        fewer = min(int(len(kept) * width / letters.width), len(kept)) - 1
        kept = [*kept[: max(fewer, 1)], "…"]
        letters = _set(kept, fitting, size, width, weight)
    return letters.crop((0, 0, min(letters.width, width), letters.height))


def named(name: str) -> str:
    """Return a name, or what somebody is called whose name cannot be written."""
    return name if legible(name) else NOBODY


def legible(text: str) -> str:
    """Return a text with only what can be drawn, on one line; empty when nothing can."""
    composed = unicodedata.normalize("NFC", text)
    line = " ".join("".join(map(_drawable, composed)).split())
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


def _fitting(clusters: list[str], size: int, width: int, weight: int) -> tuple[list[str], int]:
    """Return what of a text fits a width, and in which size."""
    if _unshaped(clusters, size, weight) * _MARGIN <= width:
        return clusters, size
    smaller, looked_at = max(round(size * _SMALLER), min(size, SMALLEST)), clusters[:_LONGEST]
    natural = _width(looked_at, size, weight)
    if looked_at == clusters and natural * smaller <= width * size:
        return clusters, size if natural <= width else smaller
    return _cut(looked_at, width, smaller, natural / size, weight), smaller


def _cut(clusters: list[str], width: int, size: int, natural: float, weight: int) -> list[str]:
    """Return how a text begins and an ellipsis, by what letters take of its width, in sizes."""
    share = natural * size / (_unshaped(clusters, size, weight) or 1)
    if not _is_plain(clusters):
        share *= _SHAPED
    ends = accumulate(_unshaped([cluster], size, weight) * share for cluster in clusters)
    room = width - _unshaped(["…"], size, weight)
    kept = clusters[: max(sum(end <= room for end in ends), 1)]
    return [*kept[: len(kept) - (kept[-1] == " ")], "…"]


def _width(clusters: list[str], size: int, weight: int) -> int:
    """Return how wide a text is: exactly, or to some pixels, set small, which is quick."""
    if _is_plain(clusters):
        return math.ceil(_unshaped(clusters, size, weight))
    small = size // _FINE
    letters = _set(clusters, small, small, round(len(clusters) * small * _WIDEST), weight)
    return letters.width * size // small


def _unshaped(clusters: list[str], size: int, weight: int) -> float:
    """Return how wide a text is when no letter changes another: a plain one always is."""
    text = "".join(clusters)
    return sum(
        _advance(_spoken(_family(cluster), text), size, weight, character)
        for cluster in clusters
        for character in cluster
    )


@lru_cache(maxsize=8192)
def _advance(family: str, size: int, weight: int, character: str) -> float:
    return _font(family, size, weight).getlength(character)


def _set(clusters: list[str], size: int, line: int, width: int, weight: int) -> Image.Image:
    """Return the words in a line of a font of size `line`: what of them is within a width.

    There is room for a size more at both sides, so that what is too wide is seen to be.
    """
    room = min(width, math.ceil(len(clusters) * size * _WIDEST)) + 2 * size, round(line * LINE)
    how = _set_plain if _is_plain(clusters) else _set_shaped
    letters = how(clusters, size, room, round(line * _BASELINE), weight)
    left, _, right, _ = letters.getbbox() or (0, 0, 1, 0)
    return letters.crop((left, 0, right, letters.height))


def _is_plain(clusters: list[str]) -> bool:
    text = "".join(clusters)
    return len(text) == len(clusters) and _PLAIN.fullmatch(text) is not None


def _set_plain(
    clusters: list[str], size: int, room: tuple[int, int], baseline: int, weight: int
) -> Image.Image:
    image, left, text = Image.new("L", room), float(size), "".join(clusters)
    pen = ImageDraw.Draw(image)
    for family, part in groupby(clusters, _family):
        stretch, spoken = list(part), _spoken(family, text)
        font = _font(spoken, size, weight)
        pen.text((left, baseline), "".join(stretch), 255, font, anchor="ls")
        left += _unshaped(stretch, size, weight)
    return image


@lru_cache(maxsize=128)
def _font(family: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(
        file_of(family), size, face_of(family), layout_engine=ImageFont.Layout.BASIC
    )
    font.set_variation_by_axes([weight])
    return font


def _set_shaped(
    clusters: list[str], size: int, room: tuple[int, int], baseline: int, weight: int
) -> Image.Image:
    """Let resvg set the words; its time is that of the pixels, so that room is kept small."""
    text = "".join(clusters)
    stretches = [(family, "".join(part)) for family, part in groupby(clusters, _family)]
    spans = "".join(
        f'<tspan font-family="{_spoken(family, text)}">{escape(part)}</tspan>'
        for family, part in stretches
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{room[0]}" height="{room[1]}">'
        f'<text x="{size}" y="{baseline}" font-size="{size}" font-weight="{weight}" '
        f'xml:space="preserve">{spans}</text></svg>'
    )
    fonts = dict.fromkeys(file_of(family) for family in (LATIN, *dict(stretches)))
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=list(fonts), font_family=LATIN
    )
    return Image.open(io.BytesIO(bytes(drawn))).convert("RGBA").getchannel("A")


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
