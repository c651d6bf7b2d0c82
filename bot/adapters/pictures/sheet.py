"""A sheet of paper for pictures: shapes at once, words last, all in pixels.

Discord shows pictures half as wide, so that a sheet is `WIDTH` wide and no text smaller than
`SMALL`. A sheet keeps what was written where, so that a test can see that nothing overlaps.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from PIL import Image, ImageDraw

from bot.adapters.pictures.lettering import BOLD, SMALLEST, inscription
from bot.adapters.pictures.theme import palette

if TYPE_CHECKING:
    from bot.adapters.pictures.ink import Colour
    from bot.adapters.pictures.theme import Theme

    Align = Literal["left", "middle", "right"]
    Box = tuple[int, int, int, int]
    """Left, top, right, bottom; the last two are outside of it."""
    Point = tuple[int, int]

WIDTH: Final = 1100
EDGE: Final = 36
"""Nothing is drawn nearer to the border of the paper."""
RIGHT: Final = WIDTH - EDGE
CORNER: Final = 14
SMALL: Final = SMALLEST
TEXT: Final = 26
TITLE: Final = 40
_FINE: Final = 4
"""How much larger round shapes are drawn at first."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text on a sheet."""

    text: str
    left: int
    top: int
    letters: Image.Image
    colour: Colour

    @property
    def box(self) -> Box:
        """What the letters cover."""
        left, top, right, bottom = self.letters.getbbox() or (0, 0, 0, 0)
        return self.left + left, self.top + top, self.left + right, self.top + bottom


class Sheet:
    """A picture that is being drawn."""

    def __init__(self, height: int, theme: Theme, *, width: int = WIDTH) -> None:
        self.theme = theme
        self.image = Image.new("RGB", (width, height), theme.paper)
        self.pen = ImageDraw.Draw(self.image)
        self.words: list[Words] = []

    def write(
        self,
        text: str,
        at: Point,
        room: int,
        *,
        size: int = TEXT,
        colour: Colour | None = None,
        align: Align = "left",
        weight: int = BOLD,
    ) -> int:
        """Write a text; return how wide it is.

        Args:
            text: any text; what does not fit is cut and ends with an ellipsis.
            at: where the text begins, has its middle, or ends, and the middle of its line.
            room: how wide it may be.
            size: of the font.
            colour: of the ink; None is the theme's.
            align: what of the text is at that point.
            weight: of the font.
        """
        letters = inscription(text, size, room, weight)
        shift = {"left": 0, "middle": letters.width // 2, "right": letters.width}[align]
        left, top = at[0] - shift, at[1] - letters.height // 2
        self.words.append(Words(text, left, top, letters, colour or self.theme.ink))
        return letters.width

    def fill(self, box: Box, colour: Colour) -> None:
        """Draw a box; one without a width or height is nothing."""
        left, top, right, bottom = box
        if left < right and top < bottom:
            self.pen.rectangle((left, top, right - 1, bottom - 1), colour)

    def rounded(self, box: Box, radius: int, colour: Colour) -> None:
        """Draw a box with round corners."""
        left, top, right, bottom = box
        radius = min(radius, (right - left) // 2, (bottom - top) // 2)
        self.fill((left + radius, top, right - radius, bottom), colour)
        self.fill((left, top + radius, right, bottom - radius), colour)
        if not radius:
            return
        disc = _disc(2 * radius)
        for x, across in ((left, 0), (right - radius, radius)):
            for y, down in ((top, 0), (bottom - radius, radius)):
                quarter = disc.crop((across, down, across + radius, down + radius))
                self.image.paste(colour, (x, y), quarter)

    def framed(self, box: Box, radius: int, colour: Colour, frame: Colour, line: int = 3) -> None:
        """Draw a box with round corners and a line around it, which is inside."""
        left, top, right, bottom = box
        self.rounded(box, radius, frame)
        inner = left + line, top + line, right - line, bottom - line
        self.rounded(inner, max(radius - line, 0), colour)

    def shape(self, points: tuple[Point, ...], at: Point, colour: Colour) -> None:
        """Draw a polygon; its points count from `at`."""
        mask, left, top = _polygon(points)
        self.image.paste(colour, (at[0] + left, at[1] + top), mask)

    def png(self) -> bytes:
        """Return the picture, with its words, in the colours of its theme."""
        image, out = self.image.copy(), io.BytesIO()
        for words in self.words:
            image.paste(words.colour, (words.left, words.top), words.letters)
        few = image.quantize(palette=palette(self.theme), dither=Image.Dither.NONE)
        few.save(out, "PNG", compress_level=3)
        return out.getvalue()


@lru_cache(maxsize=32)
def _disc(across: int) -> Image.Image:
    large = Image.new("L", (across * _FINE, across * _FINE))
    ImageDraw.Draw(large).ellipse((0, 0, across * _FINE - 1, across * _FINE - 1), 255)
    return large.reduce(_FINE)


@lru_cache(maxsize=64)
def _polygon(points: tuple[Point, ...]) -> tuple[Image.Image, int, int]:
    """Return a polygon's picture, and where its corner is."""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points), max(y for _, y in points)
    large = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
    moved = [((x - left) * _FINE, (y - top) * _FINE) for x, y in points]
    ImageDraw.Draw(large).polygon(moved, 255)
    return large.reduce(_FINE), left, top
