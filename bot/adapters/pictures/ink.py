"""What pictures share: paper, ink, a colour-blind safe scale, and Pillow's own font.

Pillow ships Aileron as its default font since 10.1, so nothing has to be installed and pictures
are the same everywhere; it has Latin letters and ASCII signs.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PIL import ImageFont

if TYPE_CHECKING:
    from PIL.Image import Image

Colour = tuple[int, int, int]

PAPER: Final[Colour] = (255, 255, 255)
INK: Final[Colour] = (30, 31, 34)
MUTED: Final[Colour] = (84, 89, 99)
"""For what is less important; 7:1 on paper."""
BLUES: Final[tuple[Colour, ...]] = ((239, 243, 250), (198, 219, 239), (130, 178, 219))
"""Little to much, light enough for ink (ColorBrewer's Blues: safe for the colour-blind)."""
ORANGE: Final[Colour] = (253, 208, 162)
"""What deserves a look; told from the blues by every kind of colour vision."""


_DARKEST: Final = 0.04045
"""Up to here sRGB is linear."""


@lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the font of pictures at a size in pixels."""
    return ImageFont.load_default(size)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def png(image: Image) -> bytes:
    """Return an image as PNG bytes, as few as can be."""
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _luminance(colour: Colour) -> float:
    linear = [_linear(channel / 255) for channel in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _DARKEST else ((channel + 0.055) / 1.055) ** 2.4
