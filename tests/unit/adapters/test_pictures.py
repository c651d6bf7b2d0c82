"""Pictures of figures, and what they say in words."""

import io

import pytest
from PIL import Image

from bot.adapters.pictures.ink import BLUES, INK, MUTED, ORANGE, PAPER, contrast
from bot.adapters.pictures.matrix import describe_matrix, draw_matrix, label
from bot.bank.coverage import Cell

CELLS = [
    Cell("maths", "total", 10, 10),
    Cell("maths", "single", 2, 6),
    Cell("music", "total", 9, 6),
    Cell("music", "single", 0, 0),
]
TITLES = {"maths": "Maths"}


def drawn(cells: list[Cell]) -> Image.Image:
    return Image.open(io.BytesIO(draw_matrix(cells, TITLES)))


def test_the_matrix_is_a_picture_that_grows_with_its_topics():
    one, two = drawn(CELLS[:2]), drawn(CELLS)

    assert (one.format, one.mode) == ("PNG", "RGB")
    assert one.getpixel((0, 0)) == PAPER
    assert two.height > one.height


def test_what_is_outside_of_its_margin_is_orange_and_what_is_full_is_blue():
    def colours(cell: Cell) -> set[tuple[int, ...]]:
        return {colour for _, colour in drawn([cell]).getcolors(100_000)}

    assert ORANGE in colours(Cell("maths", "single", 2, 6))
    assert BLUES[2] in colours(Cell("maths", "single", 6, 6))
    assert BLUES[1] in colours(Cell("maths", "single", 4, 5))
    assert ORANGE not in colours(Cell("maths", "single", 4, 5))
    assert BLUES[0] in colours(Cell("maths", "single", 0, 0))


def test_the_same_figures_are_the_same_picture():
    assert draw_matrix(CELLS, TITLES) == draw_matrix(CELLS, TITLES)


@pytest.mark.parametrize("paper", [PAPER, ORANGE, *BLUES])
def test_ink_is_legible_on_every_ground(paper):
    assert contrast(INK, paper) >= 4.5


def test_muted_ink_is_legible_on_paper():
    assert contrast(MUTED, PAPER) >= 7 > contrast(ORANGE, PAPER)
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_nothing_is_said_by_colour_alone():
    assert [label(cell) for cell in CELLS] == ["10/10", "2/6 -", "9/6 +", "0/0"]


def test_the_picture_is_told_in_words():
    assert describe_matrix(CELLS, TITLES) == (
        "Coverage of the question bank: 19 of 16 questions. By topic, have/want, with - for too "
        "few and + for too many: Maths 10/10, music 9/6 +. Outside of their margin: 2 of 4 cells."
    )
