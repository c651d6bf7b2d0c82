"""Pictures of formulas."""

import struct

import pytest

from bot.adapters.formulas import (
    MAX_WIDTH,
    Undrawable,
    can_render,
    formula_png,
    render_formula,
)
from bot.domain.formula_symbols import ACCENTS, COMMANDS, STYLES
from tests.unit.test_formula_text import PICTURES, PLAIN

UNDRAWN = {
    r"\begin{tikzpicture} \end{tikzpicture}",
    r"\unknown{x}",
    r"=^2",
    r"x_{}",
    r"\,",
    "+".join("abcdefgh" * 4),
}


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("latex", [latex for latex in PICTURES if latex not in UNDRAWN])
def test_what_a_line_cannot_say_is_drawn(latex):
    width, height = _size(render_formula(latex))

    assert 40 < width <= MAX_WIDTH
    assert 40 < height < 600


@pytest.mark.parametrize("latex", PLAIN)
def test_what_a_line_can_say_could_be_drawn_too(latex):
    assert can_render(latex)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_symbol_known_as_text_can_be_drawn(name):
    assert can_render(rf"a \{name} b")


@pytest.mark.parametrize("name", [*STYLES, *ACCENTS])
def test_every_style_and_accent_can_be_drawn(name):
    assert can_render(rf"\{name}{{x}}")


def test_a_picture_is_drawn_once():
    assert render_formula(r"\binom{7}{3}") is render_formula(r"\binom{7}{3}")


async def test_a_picture_can_be_awaited():
    assert await formula_png("x^2") == render_formula("x^2")


def test_a_wide_formula_is_scaled_to_what_a_card_shows():
    assert _size(render_formula("+".join(f"x_{{{n}}}" for n in range(20))))[0] == MAX_WIDTH


@pytest.mark.parametrize(
    ("latex", "problem"),
    [
        (r"\odd{x}", "a command that cannot be drawn"),
        ("a}", "closes nothing"),
        ("", "nothing stands between"),
        (r"\text{日本}", "日, which the font does not have"),
        ("x" * 601, "at most 600 are drawn"),
        ("+".join(f"x_{{{n}}}" for n in range(60)), "too wide"),
        (r"\,", "shows nothing"),
        (r"a \limits b", "cannot be drawn"),
        (r"\begin{array}{c} a \end{array} \hline", "cannot be drawn"),
    ],
)
def test_a_formula_that_cannot_be_drawn_says_why(latex, problem):
    with pytest.raises(Undrawable, match=problem):
        render_formula(latex)
    assert not can_render(latex)


async def test_awaiting_a_formula_that_cannot_be_drawn_says_why_too():
    with pytest.raises(Undrawable, match="closes nothing"):
        await formula_png("x}")
