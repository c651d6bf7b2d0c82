"""`viva bank try`: answering questions in the terminal."""

import io
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from bot.cli.reading import advice, response_of
from bot.cli.trying import ask_all
from bot.domain.grading import grade
from bot.domain.question import Question, QuestionType
from bot.errors import Unreadable
from tests.questions import MULTIPLE, NUMERIC, OPEN, OUTPUT, SHORT, SINGLE, TRUE_FALSE
from tests.unit.bank.writing import item, write

pytestmark = pytest.mark.usefixtures("elsewhere")

ORDER = replace(
    SINGLE,
    id="order-1",
    type=QuestionType.ORDER,
    options=tuple(replace(option, correct=False) for option in SINGLE.options),
)


LONG_OPTION = replace(
    SINGLE.options[3], text="A statement so long that it has to go on in the next line"
)


class Keyboard:
    """Types lines; at the end of them the input ends, as by Ctrl-D."""

    def __init__(self, *lines: str | BaseException) -> None:
        self._lines = iter(lines)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        line = next(self._lines, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line


def asked(questions: list[Question], *lines: str | BaseException, width: int = 200) -> str:
    """Ask questions whose options keep the bank's order; return what was printed."""
    out = io.StringIO()
    fixed = [q if q.type is QuestionType.ORDER else replace(q, shuffle=False) for q in questions]
    ask_all(fixed, Console(file=out, width=width), Keyboard(*lines), random.Random(1))
    return out.getvalue()


RIGHT = [
    (SINGLE, ["a"]),
    (SINGLE, ["statement  NUMBER 1"]),
    (TRUE_FALSE, ["B"]),
    (MULTIPLE, ["a, c"]),
    (MULTIPLE, ["CA"]),
    (NUMERIC, ["1024 MiB"]),
    (SHORT, ["Layernorm"]),
    (OUTPUT, ["[1, 2]", ""]),
    (OUTPUT, ["[1, 2]"]),
    (OPEN, ["The cause is", "a bug.", "", "1, 2 3"]),
]


@pytest.mark.parametrize(("question", "lines"), RIGHT)
def test_a_right_answer_of_any_type_is_called_right(question, lines):
    text = asked([question], *lines)

    assert "\nRight." in text
    assert text.endswith("1 question answered, 1 right.\n")


WRONG = [
    (SINGLE, ["b"], "Wrong. You answered B."),
    (MULTIPLE, ["a"], "Partly right: 50%. You answered A."),
    (NUMERIC, ["7 GiB"], "Wrong. You answered 7 GiB."),
    (SHORT, ["batch norm"], "Wrong. You answered batch norm."),
    (OUTPUT, ["1", "2", ""], "Wrong. You answered 1 ⏎ 2."),
    (OPEN, ["No idea", "", "2"], "Partly right: 33%."),
    (OPEN, ["No idea", "", ""], "Wrong."),
]


@pytest.mark.parametrize(("question", "lines", "verdict"), WRONG)
def test_the_verdict_says_what_was_answered(question, lines, verdict):
    assert verdict in asked([question], *lines)


def test_the_reveal_marks_every_option_with_its_reason():
    text = asked([SINGLE], "b")

    assert "  + A  Statement number 1\n" in text
    assert "  - B  Statement number 2\n" in text
    assert text.count(SINGLE.options[0].why) == 4
    assert SINGLE.explanation in text
    assert "A standard text  https://example.org/text" in text


def test_on_a_narrow_terminal_texts_hang_from_their_letters():
    text = asked([replace(SINGLE, options=(*SINGLE.options[:3], LONG_OPTION))], "a", width=40)

    assert "  D  A statement so long that it has to\n     go on in the next line\n" in text
    assert "  - D  A statement so long that it has\n       to go on in the next line\n" in text


def test_an_order_is_answered_by_letters_and_revealed_in_the_right_order():
    asking = asked([ORDER])
    shown = {row[5:]: row[2] for row in asking.splitlines() if row.startswith("  ")}
    right = " ".join(shown[option.text] for option in ORDER.options)

    text = asked([ORDER], right)

    rows = [row[7:] for row in text.splitlines() if row.startswith("  + ")]
    assert "\nRight." in text
    assert rows == [option.text for option in ORDER.options]


@pytest.mark.parametrize(
    ("question", "key"),
    [
        (NUMERIC, "1 GiB, within 5%"),
        (SHORT, "layer normalization, LayerNorm"),
        (OPEN, "A good answer: "),
    ],
)
def test_what_was_to_be_typed_is_revealed(question, key):
    assert key in asked([question], "1", "", "")


def test_an_absolute_tolerance_is_revealed_with_its_unit():
    key = replace(NUMERIC.numeric, relative=None, absolute=0.5)

    assert "  1 GiB, within 0.5 GiB\n" in asked([replace(NUMERIC, numeric=key)], "1")
    exact = replace(key, absolute=0)
    assert "  1 GiB\n" in asked([replace(NUMERIC, numeric=exact)], "1")


def test_red_flags_and_follow_ups_are_revealed():
    key = replace(OPEN.open, red_flags=("Blames data",), follow_ups=("And then?",))

    text = asked([replace(OPEN, open=key)], "x", "", "1")

    assert "red flag: Blames data\n" in text
    assert "follow-up: And then?\n" in text


def test_formulas_are_readable_and_listings_are_shown():
    text = asked([replace(OUTPUT, stem=r"For $x_1 \le 2$ at \$5, what is printed?")], "x", "")

    assert "For x₁ ≤ 2 at $5, what is printed?" in text
    assert "  print([1, 2])" in text


@pytest.mark.parametrize(
    ("question", "unreadable", "help_"),
    [
        (SINGLE, "e", "Type letters from A to D."),
        (SINGLE, "", "Type letters from A to D."),
        (SINGLE, "AB", "Type one letter: one option is right."),
        (ORDER, "ABC", "Type every letter once"),
        (NUMERIC, "many", "many"),
        (SHORT, "", "The answer is empty."),
    ],
)
def test_what_cannot_be_understood_is_asked_again(question, unreadable, help_):
    text = asked([question], unreadable)

    assert help_ in text
    assert "No question answered." in text


def test_numbers_that_are_no_points_are_asked_again():
    text = asked([OPEN], "x", "", "9", "1")

    assert "Type numbers from 1 to 3." in text
    assert "Partly right: 33%." in text


def test_hints_are_given_one_by_one():
    text = asked([replace(OUTPUT, hints=("Think.", "Think $x^2$."))], "?", "?", "?", "[1, 2]", "")

    assert text.index("Think.") < text.index("Think x².") < text.index("no more hints")
    assert "\nRight." in text


@pytest.mark.parametrize("end", [EOFError(), KeyboardInterrupt()])
def test_leaving_early_ends_kindly_with_what_was_done(end):
    text = asked([SINGLE, MULTIPLE, NUMERIC], "a", "a", end)

    assert text.endswith("Good-bye. 2 questions answered, 1 right, 1 partly.\n")


def test_the_prompt_says_how_to_answer():
    questions = (SINGLE, TRUE_FALSE, MULTIPLE, NUMERIC, SHORT, replace(ORDER, hints=("x",)))

    assert [advice(question) for question in questions] == [
        "A letter, A to D",
        "A letter, A to B",
        "Every right letter, A to D, such as AB",
        "A number in GiB",
        "A word or a few",
        "All letters, A to D, in the right order",
    ]


@given(st.permutations(range(4)), st.text(max_size=8))
def test_whatever_is_typed_is_a_gradable_response_or_unreadable(order, text):
    for question in (SINGLE, MULTIPLE, ORDER, NUMERIC, SHORT, OUTPUT):
        try:
            response = response_of(question, order, text)
        except Unreadable:
            continue
        assert 0 <= grade(question, response).score <= 1


@given(st.permutations(range(4)), st.integers(0, 3))
def test_a_letter_stands_for_the_option_shown_beside_it(order, place):
    assert response_of(SINGLE, order, "ABCD"[place]) == str(order[place])


def try_(root: Path, *args: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["bank", "try", str(root), *args], input=typed)


@pytest.fixture
def root(tmp_path) -> Path:
    """A bank of three questions, one of them a draft."""
    return write(
        tmp_path,
        item("numeric"),
        item("short", "sum-02", difficulty="4"),
        item(id_="sum-03", status="draft"),
        item(id_="sum-05", status="draft", references=None),
    )


def test_answers_can_be_piped_in(root):
    result = try_(root, "--type", "numeric", typed="4\n")

    assert result.exit_code == 0
    assert "1 of 1: sum-01" in result.stdout
    assert "1 question answered, 1 right." in result.stdout


@pytest.mark.parametrize(
    ("args", "asked_first"),
    [
        (["--id", "sum-03"], "1 of 1: sum-03"),
        (["--drafts"], "1 of 1: sum-03"),
        (["--difficulty", "4", "--topic", "maths"], "1 of 1: sum-02"),
        (["--count", "1"], "1 of 1: sum-0"),
        ([], "1 of 2: sum-0"),
    ],
)
def test_questions_can_be_chosen(root, args, asked_first):
    result = try_(root, *args)

    assert result.exit_code == 0
    assert asked_first in result.stdout
    assert "Good-bye. No question answered." in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--id", "sum-04"], "did you mean sum-0"),
        (["--id", "zebra"], "There is no question zebra."),
        (["--id", "sum-05"], "The draft sum-05 is incomplete; viva bank lint lists what"),
        (["--drafts", "--type", "open"], "No question is like that; incomplete drafts cannot be"),
        (["--topic", "math"], "did you mean maths?"),
        (["--difficulty", "5"], "No question is like that"),
    ],
)
def test_what_is_not_there_is_a_mistake_in_the_command(root, args, message):
    result = try_(root, *args)

    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
