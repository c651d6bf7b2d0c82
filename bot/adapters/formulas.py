"""Pictures of formulas: LaTeX to SVG by ziamath, SVG to PNG by resvg.

Ink is dark on a white card with round corners, so that it reads on Discord's dark and light themes.
Drawing takes some 10 to 30 ms, during which the interpreter is held; pictures are kept, so that a
formula is drawn once.
"""

from __future__ import annotations

import asyncio
import threading
import warnings
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as ET

import resvg_py

from bot.domain.formula import complaint

with warnings.catch_warnings():
    # ziamath 0.13 finds its fonts by importlib.resources.path, which 3.11 and 3.12 call deprecated
    warnings.simplefilter("ignore", DeprecationWarning)
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math, loadedfonts

FONT_SIZE: Final = 22.0
PADDING: Final = 12.0
CORNER: Final = 8.0
SCALE: Final = 2.0
MAX_WIDTH: Final = 1200
"""Pixels."""
MAX_LATEX: Final = 600
"""Characters."""
INK: Final = "#1e1f22"
PAPER: Final = "#ffffff"

_drawing = threading.Lock()  # ziamath keeps fonts and settings in its module


class Undrawable(ValueError):
    """A formula cannot be drawn; the message says why."""


def render_formula(latex: str) -> bytes:
    """Return a PNG of a formula given as LaTeX without the dollars; at most 1,200 pixels wide.

    Raises:
        Undrawable: it is not well-formed, too long, or uses commands that cannot be drawn.
    """
    return _render(latex)


async def formula_png(latex: str) -> bytes:
    """Return `render_formula` without holding up the event loop's own work.

    Raises:
        Undrawable: see `render_formula`.
    """
    return await asyncio.to_thread(_render, latex)


def can_render(latex: str) -> bool:
    """Whether a formula can be drawn."""
    try:
        _render(latex)
    except Undrawable:
        return False
    return True


@lru_cache(maxsize=256)
def _render(latex: str) -> bytes:
    if problem := complaint(latex):
        raise Undrawable(problem)
    if len(latex) > MAX_LATEX:
        raise Undrawable(f"the formula has {len(latex)} characters; at most {MAX_LATEX} are drawn")
    try:
        with _drawing:
            return _drawn(latex)
    except Undrawable:
        raise
    except Exception as error:  # neither library says what it raises on bad input
        raise Undrawable(f"the formula cannot be drawn ({type(error).__name__})") from error


def _drawn(latex: str) -> bytes:
    mathml = tex2mml(latex)
    tree = ET.fromstring(mathml)  # noqa: S314 - written by tex2mml just now
    _refuse_the_undrawable(mathml, "".join("".join(tree.itertext()).split()))
    tree.set("mathcolor", INK)
    svg, width = _card(Math(tree, size=FONT_SIZE).svgxml())
    zoom = min(SCALE, MAX_WIDTH / width)
    if zoom < 1:
        raise Undrawable("the formula is too wide: break it with \\begin{aligned}")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, skip_system_fonts=True))


def _refuse_the_undrawable(mathml: str, visible: str) -> None:
    if "\\" in mathml:  # a command that is not known comes out as its own name
        raise Undrawable("the formula holds a command that cannot be drawn")
    if not visible:
        raise Undrawable("the formula shows nothing")
    font = loadedfonts["default"]
    for character in visible:
        if font.glyphindex(character) == 0:
            raise Undrawable(f"the formula holds {character}, which the font does not have")


def _card(formula: ET.Element) -> tuple[str, float]:
    """Return the formula on its card as SVG, and the width in pixels before scaling."""
    width = float(formula.get("width", "0")) + 2 * PADDING
    height = float(formula.get("height", "0")) + 2 * PADDING
    card = ET.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "width": f"{width:.2f}", "height": f"{height:.2f}"},
    )
    ET.SubElement(
        card, "rect", {"width": "100%", "height": "100%", "rx": f"{CORNER}", "fill": PAPER}
    )
    formula.set("x", f"{PADDING}")
    formula.set("y", f"{PADDING}")
    card.append(formula)
    return ET.tostring(card, encoding="unicode"), width
