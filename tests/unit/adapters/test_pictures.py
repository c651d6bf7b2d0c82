"""Pictures of figures, and what they say in words."""

import io

import pytest
from PIL import Image

from bot.adapters.pictures.ink import BLUES, INK, MUTED, ORANGE, PAPER, contrast
from bot.adapters.pictures.lettering import LINE, inscription, legible
from bot.adapters.pictures.matrix import describe_matrix, draw_matrix, label
from bot.adapters.pictures.podium import Podium, Step, describe_podium, draw_podium
from bot.adapters.pictures.theme import LIGHT
from bot.bank.coverage import Cell

CELLS = [
    Cell("maths", "total", 10, 10),
    Cell("maths", "single", 2, 6),
    Cell("music", "total", 9, 6),
    Cell("music", "single", 0, 0),
]
TITLES = {"maths": "Maths"}


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def drawn(cells: list[Cell]) -> Image.Image:
    return opened(draw_matrix(cells, TITLES))


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


# ------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("name", "drawn_as"),
    [
        ("Ann", "Ann"),
        ("小林 さくら", "小林 さくら"),
        ("عبد الله", "عبد الله"),
        ("🦊👩‍💻🇩🇪", "🦊👩‍💻🇩🇪"),
        ("\U0001d4d0\U0001d4f7\U0001d4f7", "Ann"),
        ("a\u202eb\nc", "ab c"),
        ("꧁༺ Ann ༻꧂", "□ Ann □"),
        ("ᓚᘏᗢ", ""),
    ],
)
def test_a_name_is_drawn_as_it_is_or_a_box_stands_for_what_no_font_has(name, drawn_as):
    assert legible(name) == drawn_as


@pytest.mark.parametrize(
    "name", ["Ann", "王小明", "عبد الله", "दीप्ति", "🦊", "❤️‍🔥 1️⃣", "W" * 32, "😀" * 32]
)
def test_words_are_ink_and_never_wider_than_their_room(name):
    words = inscription(name, 34, 320)

    assert 0 < words.width <= 320
    assert words.height == round(34 * LINE)
    assert words.getextrema() == (0, 255)


def test_a_name_that_is_cut_is_cut_between_letters_and_says_so():
    def width(text):
        return inscription(text, 34, 320).width

    assert 250 < width("👩‍💻" * 30) <= 320
    assert inscription("Ann", 34, 320).tobytes() != inscription("Bob", 34, 320).tobytes()
    assert width("A") < width("Ann") < width("Anna-Maria")


# ------------------------------------------------------------------------------- the podium

ANN, BOB, CID = (
    Step(1, ("Ann",), "45 points"), Step(2, ("Bob",), "30 points"), Step(3, ("Cid",), "1 point"),
)  # fmt: skip


def podium(*steps: Step) -> Image.Image:
    return opened(draw_podium(Podium("All topics · 10 questions", steps))).convert("RGB")


def test_the_winner_stands_in_the_middle_and_highest():
    def top(column: int) -> int:
        colours = [picture.getpixel((column, y)) for y in range(picture.height)]
        return next(y for y, colour in enumerate(colours) if colour in LIGHT.steps)

    picture = podium(ANN, BOB, CID)
    second, first, third = (picture.width * n // 16 for n in (1, 6, 15))

    assert top(first) < top(second) < top(third)
    assert picture.getpixel((first, picture.height - 60)) == LIGHT.steps[0]
    assert picture.getpixel((0, 0)) == PAPER


def test_no_name_changes_the_layout_and_ties_share_a_step():
    usual = podium(ANN, BOB, CID)
    odd = podium(Step(1, ("W" * 32,), "45 points"), Step(2, ("ᓚᘏᗢ",), "30 points"), CID)
    tied = podium(Step(1, ("Ann", "Bob"), "45 points"), CID)
    crowd = podium(Step(1, tuple("abcdefgh"), "45 points"))

    assert usual.size == odd.size
    assert usual.width == tied.width == crowd.width
    assert usual.height < tied.height < crowd.height


def test_the_podium_is_told_in_words():
    shared = Step(1, ("Ann", "Bob", "Dan", "Eve", "Fay"), "45 points")

    assert describe_podium(Podium("All", (ANN, BOB, CID))) == (
        "The podium of the quiz. First: Ann, 45 points. Second: Bob, 30 points. "
        "Third: Cid, 1 point."
    )
    assert "First: Ann, Bob, Dan and 2 more, 45 points." in describe_podium(Podium("", (shared,)))


def test_the_same_podium_is_drawn_once():
    first = draw_podium(Podium("All", (ANN,)))

    assert draw_podium(Podium("All", (Step(1, ("Ann",), "45 points"),))) is first
