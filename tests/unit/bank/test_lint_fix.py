"""Mending files as text: nothing but the order of options and blanks changes."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.bank import load_bank
from bot.bank.lint_edit import CannotEdit, ensure_same, reordered, trimmed
from bot.bank.lint_fix import fix_bank
from bot.bank.lint_statistics import key_positions, singles, uniformity
from tests.unit.bank.writing import HEAD, item, write

FLOW = "- {{id: {0}, text: 'It is {0}, # no comment'}}  # about {0}\n"
BLOCK = "- id: {0}\n  # inside {0}\n  text: It is {0}\n  why: 'Since {0}'\n"
DEEP = "-\n  id: {0}\n  text: >-\n    It is {0},\n\n    # no comment\n"
LITERAL = "- id: {0}\n  text: |\n    It is {0}  \n      # no comment\n\n"
ABOVE = "# above {0}\n\n" + BLOCK
SHAPES = (FLOW, BLOCK, DEEP, LITERAL, ABOVE)


@st.composite
def files(draw) -> tuple[str, list[str], list[str]]:
    """A file of one question in some layout, its options' ids, and an order wanted."""
    ids = list("abcde")[: draw(st.integers(2, 5))]
    indent = draw(st.sampled_from(["", "  "]))
    entries = "".join(draw(st.sampled_from(SHAPES)).format(id_) for id_ in ids)
    lines = "".join(
        f"  {indent}{line}" if line.strip() else line for line in entries.splitlines(keepends=True)
    )
    after = draw(
        st.sampled_from(["", "  stem: S\n", "\n\n# end\n  stem: S\n", "\n# end\n", "  # end\n"])
    )
    before = draw(st.sampled_from(["", "    # first\n", "\n"]))
    text = f"# top\nquestions:\n- id: q\n  options:\n{before}{lines}{after}- id: r\n  options: []\n"
    return text, ids, draw(st.permutations(ids))


@given(files())
def test_options_are_moved_and_nothing_else_changes(drawn):
    text, ids, wanted = drawn

    moved = reordered(text, {"q": wanted})

    before, after = yaml.safe_load(text), yaml.safe_load(moved)
    by_id = {option["id"]: option for option in before["questions"][0]["options"]}
    assert after["questions"][0].pop("options") == [by_id[id_] for id_ in wanted]
    del before["questions"][0]["options"]
    assert after == before
    assert sorted(moved.splitlines()) == sorted(text.splitlines())
    assert reordered(moved, {"q": wanted}) == moved
    ensure_same(moved, reordered(moved, {"q": ids}), {"q": ids})


@given(files())
def test_a_comment_above_any_option_but_the_first_stays_with_it(drawn):
    text, ids, wanted = drawn

    lines = reordered(text, {"q": wanted}).splitlines()

    for at, line in enumerate(lines):
        if "# above" in line and not line.endswith(ids[0]):
            following = next(row for row in lines[at:] if "- id" in row or "- {" in row)
            assert following.split()[-1] == line.split()[-1]


@given(files())
def test_what_was_trimmed_reads_the_same_and_is_trimmed(drawn):
    text = drawn[0].replace("about", "about  \t").replace("\n\n", "\n   \n")

    once = trimmed(text)

    ensure_same(text, once, {})
    assert trimmed(once) == once
    assert "# top\n" in once
    assert not [row for row in once.splitlines() if "about" in row and row != row.rstrip()]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_breaks_are_kept(ending):
    text = ending.join(["questions:", "- id: q", "  options:", "  - {id: a}", "  - {id: b}", ""])

    moved = reordered(text, {"q": ["b", "a"]})

    assert moved == text.replace("id: a", "id: X").replace("id: b", "id: a").replace("X", "b")


def test_options_in_a_flow_list_change_places():
    text = "questions:\n- {id: q, options: [{id: a}, {id: b}, # why\n  {id: ü}]}\n"

    assert reordered(text, {"q": ["ü", "a", "b"]}) == (
        "questions:\n- {id: q, options: [{id: ü}, {id: a}, # why\n  {id: b}]}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "questions:\n- {id: other, options: [{id: a}, {id: b}]}\n",
        "questions:\n- {id: q, options: [{id: a}, {id: c}]}\n",
        "questions:\n- {id: q, options: {id: a}}\n",
        "questions:\n- {id: q, options: [{id: a}, {id: b}]}\u2028\n",
        "questions:\n- id: q\n  options:\n  - {id: a}\n  - {id: b}",
        "[]",
    ],
)
def test_what_cannot_be_edited_by_lines_is_refused(text):
    with pytest.raises(CannotEdit):
        reordered(text, {"q": ["b", "a"]})


@pytest.mark.parametrize(
    "after",
    [
        "questions:\n- {id: q, options: [{id: a}, {id: b}]}\n",
        "questions:\n- {id: q, options: [{id: b}, {id: a, text: new}]}\n",
        "questions:\n- {id: q, code: 'x ', options: [{id: b}, {id: a}]}\n",
        "",
        "questions: [",
    ],
)
def test_a_text_that_says_something_else_is_refused(after):
    before = "questions:\n- {id: q, options: [{id: a}, {id: b}]}\n"

    with pytest.raises(CannotEdit):
        ensure_same(before, after, {"q": ["b", "a"]})


NUMBERS = """\
  - {id: a, text: 30 ms, why: W.}  # slow
  - {id: b, text: 4 ms, correct: true, why: W.}
  - {id: c, text: 9 ms, why: W.}
"""


def numbers(options: str = NUMBERS, **lines: str) -> str:
    return item(options="", **lines) + "  options:\n" + options


def one_sided(count: int, **lines: str) -> list[str]:
    """Questions of one topic whose key is always the second option."""
    return [item(id_=f"sum-{n:02}", stem=f"Question {n}?", **lines) for n in range(count)]


def contents(root: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in root.rglob("*") if path.is_file()}


def test_options_that_are_numbers_are_sorted(tmp_path):
    root = write(tmp_path, numbers())

    done, left = fix_bank(root)

    assert [(one.file, one.item, one.what) for one in done] == [
        ("maths/sums.yaml", "sum-01", "options sorted")
    ]
    assert left == []
    options = load_bank(root).questions["sum-01"].options
    assert [(option.text, option.correct) for option in options] == [
        ("4 ms", True),
        ("9 ms", False),
        ("30 ms", False),
    ]
    assert "text: 30 ms, why: W.}  # slow\n" in contents(root)["sums.yaml"]


def test_a_file_without_a_line_break_at_its_end_gets_one(tmp_path):
    root = write(tmp_path, numbers())
    file = root / "maths" / "sums.yaml"
    file.write_text(file.read_text().rstrip("\n"))

    done, left = fix_bank(root)

    assert ([one.item for one in done], left) == (["sum-01"], [])
    assert file.read_text().endswith("\n")


@pytest.mark.parametrize("text", [numbers(lint_ok="[W107]"), numbers(NUMBERS.replace("30", "3"))])
def test_numbers_that_may_stay_as_they_are_do(tmp_path, text):
    root = write(tmp_path, text)
    before = contents(root)

    assert fix_bank(root) == ([], [])
    assert contents(root) == before


def test_keys_that_stand_unevenly_are_drawn_anew_once(tmp_path):
    root = write(tmp_path, *one_sided(20))
    before = load_bank(root).questions

    done, _ = fix_bank(root)
    after, mended = load_bank(root).questions, contents(root)

    assert {one.what for one in done} == {"options drawn anew"}
    assert uniformity(singles(after.values())) > 0.05
    assert len(key_positions(after.values())) == 3
    for id_, question in after.items():
        assert sorted(question.options, key=str) == sorted(before[id_].options, key=str)
    assert fix_bank(root) == ([], [])
    assert contents(root) == mended


def test_the_same_questions_are_drawn_the_same_wherever_they_start(tmp_path):
    first = write(tmp_path / "one", *one_sided(20))
    text = (first / "maths/sums.yaml").read_text()
    turned = reordered(text, {f"sum-{n:02}": ["c", "a", "b"] for n in range(20)})
    second = write(tmp_path / "two", turned, head="")

    fix_bank(first)
    fix_bank(second)

    assert load_bank(first).questions == load_bank(second).questions


def test_an_order_that_is_meant_is_kept(tmp_path):
    root = write(tmp_path, *one_sided(20, shuffle="false"))

    assert fix_bank(root) == ([], [])


def test_blanks_at_the_ends_of_lines_go(tmp_path):
    text = HEAD + item().replace("level: junior", "level: junior   ") + "\n\n"
    root = write(tmp_path, text, head="\ufeff")

    done, _ = fix_bank(root)

    assert [one.what for one in done] == ["white space trimmed"]
    assert contents(root)["sums.yaml"] == "\ufeff" + HEAD + item()


def test_a_file_that_cannot_be_edited_stays_and_is_named(tmp_path):
    shared = NUMBERS.replace("{id: a, text: 30 ms", "{id: a, text: &slow 30 ms").replace(
        "text: 9 ms, why: W.", "text: 9 ms, why: *slow"
    )
    root = write(tmp_path, numbers(shared))
    before = contents(root)

    done, left = fix_bank(root)

    assert done == []
    assert [one.file for one in left] == ["maths/sums.yaml"]
    assert contents(root) == before


def test_a_bank_with_faults_keeps_its_places(tmp_path):
    root = write(tmp_path, *one_sided(20), item(id_="sum-99", level="boss"))

    assert fix_bank(root) == ([], [])


def test_a_file_that_is_not_yaml_is_left_alone(tmp_path):
    root = write(tmp_path, item(), "  - [ \n")

    done, left = fix_bank(root)

    assert (done, [one.file for one in left]) == ([], ["maths/sums.yaml"])
