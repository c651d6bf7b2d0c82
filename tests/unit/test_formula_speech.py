"""Formulas in words."""

import pytest
from hypothesis import given

from bot.domain.formula import alt_text
from tests.unit.test_formula_text import PLAIN, latex_like

SPOKEN = {
    r"\frac{1}{\sqrt{d_k}}": "1 over the square root of d sub k",
    r"\frac{a+b}{c}": "(a plus b) over c",
    r"2\frac{a}{b}": "2 (a over b)",
    r"x_i^2": "x sub i squared",
    r"x^3": "x cubed",
    r"x^{n+1}": "x to the power (n plus 1)",
    r"d_{model}": "d sub model",
    r"X^\top": "X transposed",
    r"\sum_{i=1}^{n} x_i": "the sum from i equals 1 to n of x sub i",
    r"\sum_{i} x_i": "the sum over i of x sub i",
    r"\lim_{x \to 0} x": "the limit as x to 0 of x",
    r"\max_a Q": "max sub a Q",
    r"\sin^2 x": "sin squared x",
    r"\sqrt[3]{x}": "the cube root of x",
    r"\sqrt[n]{x}": "the n-th root of x",
    r"\hat{y}": "y hat",
    r"\widehat{xy}": "(x y) hat",
    r"\mathbf{x}": "bold x",
    r"\binom{n}{k}": "n choose k",
    r"\text{if } x > 0": "if x is greater than 0",
    r"p(y \mid x)": "p (y given x)",
    r"\underbrace{a+b}_{n}": "(a plus b) (labelled n)",
    r"\overset{n}{\to}": "to with n beside it",
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}": "a matrix with the rows [a, b; c, d]",
    r"\begin{cases} x & x > 0 \\ 0 \end{cases}": ("one of the cases [x, x is greater than 0; 0]"),
    r"\begin{aligned} a &= b \\ &= c \end{aligned}": "a, equals b; equals c",
    r"a \le b \approx \infty": "a is at most b is about infinity",
    r"\odd{x}": "odd x",
    r"\frac{a": "frac a",
}


@pytest.mark.parametrize(("latex", "words"), SPOKEN.items())
def test_a_formula_is_spoken(latex, words):
    assert alt_text(latex) == words


@pytest.mark.parametrize("latex", PLAIN)
def test_spoken_formulas_hold_no_latex(latex):
    assert not set(alt_text(latex)) & set("\\^_")


def test_a_long_formula_is_cut_to_what_discord_takes():
    words = alt_text("+".join(["x"] * 400))

    assert len(words) == 1000
    assert words.endswith("…")


@given(latex_like)
def test_anything_can_be_spoken(latex):
    assert len(alt_text(latex)) <= 1000
