"""Colours of pictures on a light and on a dark ground.

Blue means much and orange deserves a look, which every kind of colour vision tells apart; the
blues differ in lightness first. Text has a contrast of at least 4.5 on all it stands on, shapes
that mean something one of at least 3 (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final

from PIL import Image

from bot.adapters.pictures.ink import BLUES, INK, MUTED, ORANGE, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.pictures.ink import Colour


@dataclass(frozen=True, slots=True)
class Theme:
    """What a picture is drawn with."""

    name: str
    paper: Colour
    panel: Colour
    """A ground that stands out from paper a little."""
    own: Colour
    """The ground of what is the viewer's own; `alert` goes around it."""
    line: Colour
    """Of grids, which mean nothing."""
    track: Colour
    """What of a bar is empty; a day without an answer."""
    ink: Colour
    muted: Colour
    """Ink of what is less important."""
    bar: Colour
    good: Colour
    alert: Colour
    heat: tuple[Colour, Colour, Colour, Colour]
    """Little to much, each told from its neighbours and from `track`."""
    medals: tuple[Colour, Colour, Colour]
    """Gold, silver, bronze; `medal_ink` is written on them."""
    medal_ink: Colour
    steps: tuple[Colour, Colour, Colour]
    """Of a podium, the first one first; `ink` is written on them."""


LIGHT: Final = Theme(
    name="light",
    paper=PAPER,
    panel=BLUES[0],
    own=(255, 243, 226),
    line=(205, 210, 218),
    track=(225, 229, 236),
    ink=INK,
    muted=MUTED,
    bar=(60, 123, 188),
    good=(29, 98, 168),
    alert=(178, 82, 0),
    heat=((169, 203, 235), (107, 160, 213), (48, 110, 176), (10, 58, 118)),
    medals=((243, 194, 75), (205, 210, 218), (221, 160, 110)),
    medal_ink=INK,
    steps=(ORANGE, BLUES[1], BLUES[0]),
)
DARK: Final = Theme(
    name="dark",
    paper=(43, 45, 49),
    panel=(53, 56, 62),
    own=(70, 57, 37),
    line=(86, 90, 99),
    track=(68, 72, 79),
    ink=(242, 243, 245),
    muted=(190, 195, 203),
    bar=(74, 140, 208),
    good=(140, 196, 250),
    alert=(250, 170, 90),
    heat=((42, 88, 138), (58, 121, 188), (112, 173, 230), (196, 226, 252)),
    medals=((243, 194, 75), (205, 210, 218), (221, 160, 110)),
    medal_ink=INK,
    steps=((133, 84, 26), (42, 88, 138), (62, 72, 88)),
)
THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK)}


_STEPS: Final = 7
"""Colours between an ink and its ground: the edges of letters."""
_APART: Final = 8
"""How far colours of a palette are apart at least; Pillow finds the nearest to some bits."""
_MOST: Final = 256


@lru_cache(maxsize=len(THEMES))
def palette(theme: Theme) -> Image.Image:
    """Return the colours of a theme and those between, as the palette of an image.

    With so few colours a picture takes a fifth of the bytes and a third of the time.
    """
    kept: list[Colour] = list(dict.fromkeys(_flat(theme)))
    for colour in _between(theme):
        if len(kept) < _MOST and all(_far(colour, other) for other in kept):
            kept.append(colour)
    image = Image.new("P", (1, 1))
    image.putpalette([channel for colour in kept for channel in colour])
    return image


def _flat(theme: Theme) -> Iterator[Colour]:
    yield from (theme.paper, theme.panel, theme.own, theme.line, theme.track)
    yield from (theme.ink, theme.muted, theme.bar, theme.good, theme.alert, theme.medal_ink)
    yield from (*theme.heat, *theme.medals, *theme.steps)


def _between(theme: Theme) -> Iterator[Colour]:
    grounds = theme.paper, theme.panel, theme.own
    inks = theme.ink, theme.muted, theme.good, theme.alert, theme.bar
    pairs = [
        *product(inks, grounds),
        *product((theme.ink,), theme.steps),
        *product((theme.medal_ink,), theme.medals),
        (theme.track, theme.bar),
    ]
    for step in range(1, _STEPS + 1):
        for one, other in pairs:
            yield _mixed(one, other, step / (_STEPS + 1))


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _far(one: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) >= _APART
