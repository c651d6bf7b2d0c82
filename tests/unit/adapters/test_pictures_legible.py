"""Pictures of standings can be read: whoever is in them, on either ground, by every eye."""

import io
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.adapters.pictures import board
from bot.adapters.pictures.board import BoardPicture
from bot.adapters.pictures.ink import contrast
from bot.adapters.pictures.lettering import LINE, SMALLEST
from bot.adapters.pictures.sheet import Sheet
from bot.adapters.pictures.theme import DARK, LIGHT, Theme
from tests.unit.adapters.standings import FULL, SMALL, row


def overlaps(sheet: Sheet) -> list[tuple[str, str]]:
    """Return texts whose letters touch, or those of one that leaves its paper."""
    found = [
        (one.text, other.text)
        for one, other in combinations(sheet.words, 2)
        if one.box[0] < other.box[2] and other.box[0] < one.box[2]
        and one.box[1] < other.box[3] and other.box[1] < one.box[3]
    ]  # fmt: skip
    outside = [
        (words.text, "")
        for words in sheet.words
        if words.letters.getbbox() and not inside(words.box, (0, 0, *sheet.image.size))
    ]
    return found + outside


def inside(box, other) -> bool:
    left, top, right, bottom = box
    return left >= other[0] and top >= other[1] and right <= other[2] and bottom <= other[3]


def illegible(sheet: Sheet) -> list[tuple[str, float]]:
    """Return texts with too little contrast to something below them."""
    return [
        (words.text, contrast(words.colour, ground))
        for words in sheet.words
        if words.letters.getbbox()
        for _, ground in sheet.image.crop(words.box).getcolors(100_000)
        if contrast(words.colour, ground) < 4.5
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("draw", "picture"), [*FULL, *SMALL])
def test_no_text_touches_another_and_each_stands_out_from_its_ground(draw, picture, theme):
    sheet = draw(picture, theme)

    assert overlaps(sheet) == []
    assert illegible(sheet) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=32), min_size=3, max_size=3))
def test_no_name_breaks_a_board(names):
    rows = tuple(row(rank, name, is_viewer=rank == 2) for rank, name in enumerate(names, start=1))
    sheet = board.set_board(BoardPicture("Season", names[0] or "All", rows), LIGHT)
    usual = board.set_board(BoardPicture("Season", "All", tuple(map(row, (1, 2, 3)))), LIGHT)

    assert overlaps(sheet) == []
    assert sheet.image.size == usual.image.size


@pytest.mark.parametrize(("draw", "picture"), FULL)
def test_the_smallest_text_can_be_read_when_the_picture_is_half_as_wide(draw, picture):
    sheet = draw(picture, LIGHT)

    assert min(words.letters.height for words in sheet.words) / LINE >= SMALLEST - 1
    assert sheet.image.width <= 1100


def flat(theme: Theme) -> dict[str, tuple[int, int, int]]:
    names = (
        "paper", "panel", "own", "line", "track", "ink", "muted", "bar", "good", "alert",
    )  # fmt: skip
    return {name: getattr(theme, name) for name in names}


PROTANOPIA = (
    (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)  # fmt: skip
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)  # fmt: skip
USUAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def seen(colour, matrix) -> tuple[float, float, float]:
    """Return a colour in CIELAB as it is seen (Machado et al. 2009, severity 1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in (channel / 255 for channel in colour)]  # fmt: skip
    red, green, blue = (
        min(max(sum(a * c for a, c in zip(line, linear, strict=True)), 0), 1) for line in matrix
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one, other, matrix) -> float:
    pairs = zip(seen(one, matrix), seen(other, matrix), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


@pytest.mark.parametrize("matrix", [USUAL, PROTANOPIA, DEUTERANOPIA])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_what_means_something_else_looks_different_to_every_kind_of_colour_vision(theme, matrix):
    meanings = [
        *pairwise((theme.paper, theme.track, *theme.heat)), (theme.bar, theme.track),
        (theme.bar, theme.ink), (theme.good, theme.alert), (theme.own, theme.panel),
        (theme.alert, theme.panel), *combinations(theme.steps, 2), *combinations(theme.medals, 2),
    ]  # fmt: skip

    assert [pair for pair in meanings if apart(*pair, matrix) < 9] == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_shapes_stand_out_from_their_ground(theme):
    shapes = theme.bar, theme.good, theme.alert, theme.muted
    grounds = theme.paper, theme.panel, theme.own

    assert min(contrast(shape, ground) for shape in shapes for ground in grounds) >= 3
    assert contrast(theme.ink, theme.bar) >= 3, "whiskers on bars"
    assert contrast(theme.bar, theme.track) >= 2.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_picture_has_the_very_colours_of_its_theme(theme):
    sheet = Sheet(20, theme)
    kept = [*flat(theme).values(), *theme.heat, *theme.medals, *theme.steps]
    for place, colour in enumerate(kept):
        sheet.fill((20 * place, 0, 20 * place + 20, 20), colour)

    drawn = Image.open(io.BytesIO(sheet.png())).convert("RGB")
    assert set(kept) <= {colour for _, colour in drawn.getcolors(100_000)}
