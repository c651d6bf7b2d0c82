"""Formulas as plain text where that is faithful."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.formula import (
    Part,
    Rendered,
    complaint,
    has_dollar,
    render_text,
    segments,
    to_unicode,
)
from bot.domain.formula_symbols import ACCENTS, COMMANDS, STYLES

PLAIN = {
    # fractions: parentheses only where the line would say something else
    r"\frac{1}{\sqrt{d_k}}": "1/√dₖ",
    r"\frac{a+b}{c}": "(a + b)/c",
    r"\frac{a}{b+c}": "a/(b + c)",
    r"\frac{a}{bc}": "a/(bc)",
    r"\frac{ab}{c}": "ab/c",
    r"2\frac{a}{b}": "2(a/b)",
    r"\frac{a}{b}c": "(a/b)c",
    r"\frac{a}{b}\frac{c}{d}": "(a/b)(c/d)",
    r"\frac{a}{b}+\frac{c}{d}": "a/b + c/d",
    r"x \cdot \frac{a}{b}": "x · a/b",
    r"x / \frac{a}{b}": "x/(a/b)",
    r"-\frac{a}{b}": "−a/b",
    r"\frac12": "1/2",
    r"\frac{1}{10}": "1/10",
    r"\frac{n!}{k!}": "n!/k!",
    r"\frac{p(x)}{q(x)}": "p(x)/q(x)",
    r"\frac{p(x) + 1}{(a)(b)}": "(p(x) + 1)/((a)(b))",
    r"\frac{\partial L}{\partial w}": "∂L/∂w",
    r"\log\frac{p}{q}": "log(p/q)",
    r"\exp\left(-x\right)": "exp(−x)",
    r"\left(\frac{a}{b}\right)^2": "(a/b)²",
    r"{\frac ab}^2": "(a/b)²",
    # scripts that Unicode has, and those it does not have
    r"x_i^2": "xᵢ²",
    r"x^{n+1}": "xⁿ⁺¹",
    r"2^{-3}": "2⁻³",
    r"x^10": "x¹0",
    r"d_{model}": "d_model",
    r"d_{\text{model}}^2": "(d_model)²",
    r"W_Q x": "W_Q x",
    r"x_{i,j}": "x_(i,j)",
    r"e^{x_i}": "e^(xᵢ)",
    r"x^{1/2}": "x^(1/2)",
    r"e^{i\pi}": "e^(iπ)",
    r"\mathbb{R}^{d \times n}": "ℝ^(d×n)",
    r"(a+b)^2": "(a + b)²",
    r"{a+b}^2": "(a + b)²",
    r"f'(x) + f''(x)": "f′(x) + f″(x)",
    r"f'^2": "f^(′2)",
    r"90^\circ": "90°",
    r"x^*": "x*",
    r"x^\dagger": "x†",
    r"X^\top X": "XᵀX",
    r"x_{t-1}": "xₜ₋₁",
    r"\sum_{i=1}^{n} x_i": "∑ᵢ₌₁ⁿ xᵢ",
    r"\sum_{x \in S} (x)": "∑_(x∈S) (x)",
    r"\max_a Q(s,a)": "max_a Q(s, a)",
    r"\log_2 n": "log₂ n",
    r"\nabla_\theta L": "∇_θ L",
    r"\sum\limits_i x_i": "∑ᵢ xᵢ",
    r"\sin^2 x": "sin² x",
    # roots
    r"\sqrt{x+1}": "√(x + 1)",
    r"\sqrt{x^2}": "√(x²)",
    r"\sqrt{2}x": "(√2)x",
    r"\sqrt{2} + x": "√2 + x",
    r"\sqrt{2}^3": "(√2)³",
    r"\sqrt[3]{x}": "∛x",
    r"\sqrt[n]{x}": "ⁿ√x",
    # spacing
    r"a*b": "a * b",
    r"2\times-3": "2 × −3",
    r"= -1": "= −1",
    r"p<0.05": "p < 0.05",
    r"O(n \log n)": "O(n log n)",
    r"(1,2)": "(1, 2)",
    r"1{,}000": "1,000",
    r"12,345.5": "12,345.5",
    r"f: X \to Y": "f: X → Y",
    r"10\,\text{ms}": "10 ms",
    r"3 4": "3 4",
    r"x\text{ if }y": "x if y",
    r"\operatorname{softmax}(x)": "softmax(x)",
    r"\operatorname*{argmax}_\theta L": "argmax_θ L",
    r"\Pr(A \mid B)": "Pr(A | B)",
    # letters and marks
    r"\mathbf{x}": "𝐱",
    r"\mathbb{E}[X]": "𝔼[X]",
    r"\mathcal{N}(0,1)": "𝒩(0, 1)",
    r"\mathfrak{g}": "𝔤",
    r"\boldsymbol{\theta}": "𝛉",
    r"\mathit{x}": "x",
    r"\hat{y}": "ŷ",
    r"\bar x": "x̄",
    r"\alpha \le \Omega": "α ≤ Ω",
    r"\lVert w \rVert_2": "‖w‖₂",
    r"\|w\|": "‖w‖",
    r"\langle x, y \rangle": "⟨x, y⟩",
    r"\left. x \right|": "x|",
    r"\bigl( x \bigr)": "(x)",
    r"\{1, 2\}": "{1, 2}",
    r"5\%": "5%",
    r"\$5": "$5",
}
PICTURES = [
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}",
    r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\binom{n}{k}",
    r"\underbrace{a+b}_{n}",
    r"\overset{n}{\to}",
    r"\overline{AB}",
    r"\sqrt[n+q]{x}",
    r"\mathbb{\alpha}",
    r"=^2",
    r"x_{}",
    r"\,",
    r"\frac{\frac{a+1}{b+1}}{\frac{c+1}{d+1}}",
    r"\frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x-\mu)^2}{2\sigma^2}\right)",
    "+".join("abcdefgh" * 4),
    r"\unknown{x}",
    r"\text{a {b} c}",
    r"\begin{tikzpicture} \end{tikzpicture}",
    r"\frac{\frac{a}{b}}{c}",
    r"\phi_i = \sum_{S \subseteq N} \frac{|S|!\,(n-|S|-1)!}{n!} (v(S \cup \{i\}) - v(S))",
]


@pytest.mark.parametrize(("latex", "text"), PLAIN.items())
def test_a_formula_becomes_a_line_that_says_the_same(latex, text):
    assert to_unicode(latex) == text
    assert complaint(latex) == ""


@pytest.mark.parametrize("latex", PICTURES)
def test_what_a_line_cannot_say_is_left_to_a_picture(latex):
    assert to_unicode(latex) is None
    assert complaint(latex) == ""


@pytest.mark.parametrize(
    ("latex", "problem"),
    [
        ("{a", "a brace { is not closed"),
        ("a}", "} closes nothing"),
        ("x^", "something is missing"),
        ("x^2^3", "two ^ follow one another"),
        ("x_1_2", "two _ follow one another"),
        (r"\sqrt", "something is missing"),
        (r"\text x", "a { is missing"),
        (r"\text{x", "ends too early"),
        (r"\left( x", r"\left has no \right"),
        (r"x \right)", r"\right closes nothing"),
        (r"\begin{matrix} a", "ends too early"),
        (r"\begin{matrix} a \end{cases}", r"has another \end"),
        (r"\begin{matrix} a } \end{matrix}", "closes nothing"),
        (r"\end{matrix}", r"\end closes nothing"),
        ("5%", "% begins a comment"),
        ("a & b", "& stands outside of a matrix"),
        ("", "nothing stands between the dollars"),
        ("{" * 100, "nests too deeply"),
        (r"\frac" * 100, "nests too deeply"),
    ],
)
def test_a_formula_that_is_not_well_formed_is_named(latex, problem):
    assert problem in complaint(latex)
    assert to_unicode(latex) is None


TEXTS = [
    (r"With $d_k = 128$, drop $1/\sqrt{d_k}$.", "With dₖ = 128, drop 1/√dₖ."),
    (r"It costs \$5, not \$10.", "It costs $5, not $10."),
    ("`$x$` and $x^2$", "`$x$` and x²"),
    ("```\n$a$ costs $5\n``` $x^2$", "```\n$a$ costs $5\n``` x²"),
    ("`` `$ `` $x^2$", "`` `$ `` x²"),
    ("$a$$b$", "ab"),
    ("No formula at all", "No formula at all"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "shown"), TEXTS)
def test_formulas_are_replaced_and_code_and_escaped_dollars_are_not(text, shown):
    assert render_text(text) == Rendered(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$a*b*c$", r"a \* b \* c"),
        ("$d_{model}$ and $d_{head}$", r"d\_model and d\_head"),
        ("$||x||$", r"\|\|x\|\|"),
        ("$> 5$", r"\> 5"),
        (r"$\text{~~x~~}$", r"\~\~x\~\~"),
        ("*bold* $x$", "*bold* x"),
    ],
)
def test_a_formula_does_not_turn_into_markdown(text, shown):
    assert render_text(text).text == shown


def test_where_markdown_is_not_read_nothing_is_escaped():
    assert render_text("$a*b$, $W_Q$", markdown=False).text == "a * b, W_Q"


def test_pictures_are_numbered_and_a_repeated_one_is_drawn_once():
    text = r"$\binom nk$, $x$, $\binom ab$, $\binom nk$"

    assert render_text(text) == Rendered(
        "[formula 1], x, [formula 2], [formula 1]", (r"\binom nk", r"\binom ab")
    )
    assert render_text(text, first=3).text == "[formula 3], x, [formula 4], [formula 3]"


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("costs $5 and $10", True),
        ("costs $5", True),
        ("$ a$", True),
        ("$a $", True),
        ("$$x$$", True),
        ("$x$5", True),
        ("$a", True),
        (r"costs \$5 and \$10", False),
        ("$a$ and $b$", False),
        ("`costs $5`", False),
        ("```\n$5\n```", False),
        (r"$5\$$", False),
    ],
)
def test_a_dollar_that_belongs_to_nothing_is_noticed(text, stray):
    assert any(map(has_dollar, segments(text))) is stray


pieces = st.sampled_from(
    [
        f"\\{name} "
        for name in (*COMMANDS, *STYLES, *ACCENTS, "frac", "sqrt", "text", "left", "right")
    ]
    + ["\\begin{matrix}", "\\end{matrix}", "{", "}", "{a}", "{b+c}", "[3]", "12", "1,000", "\\\\"]
    + list("^_&'()[]|/+-*=<>,.:;!~$#%`abcxyzABC019 αé日\n")
)
latex_like = st.lists(pieces, max_size=14).map("".join)


@given(latex_like)
def test_no_formula_breaks_the_reader(latex):
    line, problem = to_unicode(latex), complaint(latex)

    assert line is None or (line == line.strip() != "" and not problem)


@given(st.text(alphabet=st.sampled_from(list("$`\\a1 {}_^\n")), max_size=40))
def test_segments_put_together_are_the_text(text):
    whole = "".join(
        f"${segment.text}$" if segment.part is Part.FORMULA else segment.text
        for segment in segments(text)
    )

    assert whole == text


@given(latex_like)
def test_no_text_breaks_the_rendering(text):
    rendered = render_text(f"a ${text}$ b {text}")

    assert all(
        f"[formula {number}]" in rendered.text for number, _ in enumerate(rendered.pictures, 1)
    )
