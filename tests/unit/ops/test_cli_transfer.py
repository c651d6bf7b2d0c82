"""`viva bank import` and `viva bank export`: what an operator sees, and which files there are."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.bank import load_bank
from bot.cli.commands import app
from tests.banks import write_bank
from tests.questions import NUMERIC, SINGLE, question
from tests.questions import OPEN as ANY_OPEN

OPEN = replace(ANY_OPEN, stem="How would you find out?")
pytestmark = pytest.mark.usefixtures("elsewhere")

GIFT = """\
What is two and two? {=four =4}

Match {=a -> b =c -> d}

Which is even? {=two#It is. ~three ~five ####Halves are whole.}
"""


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A bank of three questions."""
    monkeypatch.setenv("VIVA_QUESTIONS", str(tmp_path / "bank"))
    return write_bank(tmp_path / "bank", SINGLE, NUMERIC, OPEN)


@pytest.fixture
def viva(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")

    def run(*args: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["bank", *map(str, args)])
        return result.exit_code, result.output

    return run


def _file(tmp_path: Path, text: str, name: str = "Sums 1.gift") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_writes_drafts_into_the_operators_folder_and_lists_the_rest(root, viva, tmp_path):
    status, text = viva("import", "gift", _file(tmp_path, GIFT), "--topic", "transformers")

    target = root / "local" / "sums-1.yaml"
    assert status == 0, text
    assert text.splitlines() == [
        str(target),
        "      line 3  Match {=a -> b =c -> d}  matching pairs have no counterpart",
        "2 of 3 questions imported as drafts.",
        "viva bank lint says what they lack until they can be asked.",
    ]
    assert target.read_text().startswith(
        "# yaml-language-server: $schema=../question.schema.json\n"
    )


def test_what_an_incomplete_draft_lacks_is_no_reason_to_leave_it_out(root, viva, tmp_path):
    _, text = viva("import", "gift", _file(tmp_path, "Two? {=a ~b}\n"), "--topic", "transformers")

    assert "Two?  there are 2 options; 3 to 5 belong here\n" in text


def test_nothing_in_a_file_moves_the_cursor_or_turns_text_around(root, viva, tmp_path):
    rows = "stem,accept\n\x1b[31mRed\u202e?,x\n"

    _, text = viva("import", "csv", _file(tmp_path, rows), "--topic", "transformers")

    assert r"\x1b[31mRed\u202e?" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_what_was_imported_is_never_asked_and_the_lint_lists_what_it_lacks(root, viva, tmp_path):
    viva("import", "gift", _file(tmp_path, GIFT), "--topic", "transformers")

    bank = load_bank(root)
    _, linted = viva("lint", root)

    assert set(bank.questions) == {SINGLE.id, NUMERIC.id, OPEN.id}
    assert not bank.unserved
    assert {fault.file for fault in bank.incomplete} == {"local/sums-1.yaml"}
    assert "`references` is missing" in linted
    assert viva("check", root)[1].endswith("2 drafts incomplete (see viva bank lint).\n")


def test_a_draft_that_was_completed_is_asked(root, viva, tmp_path):
    table = (
        "stem,a,b,c,correct,why_a,why_b,why_c,explanation,references\n"
        "Which is even?,one,two,five,b,Odd.,Even.,Odd.,"
        f"{'Even numbers halve evenly. ' * 3},A book <https://example.org/>\n"
    )
    viva("import", "csv", _file(tmp_path, table, "t.csv"), "--topic", "transformers")
    path = root / "local" / "t.yaml"

    before = load_bank(root)
    path.write_text(path.read_text().replace("status: draft", "status: active"))

    assert len(before.unserved) == 1
    assert len(load_bank(root).questions) == 4


def test_what_is_asked_already_is_not_imported_twice(root, viva, tmp_path):
    text = f"{SINGLE.stem.upper()} {{=a ~b ~c}}\n\nNew? {{=yes}}\n\nnew? {{=no}}\n"
    path = _file(tmp_path, text)

    _, first = viva("import", "gift", path, "--topic", "transformers")
    status, second = viva("import", "gift", path, "--topic", "transformers", "--output", "b.yaml")

    assert "line 1" in first
    assert "it is there already (transformers/test.yaml:" in first
    assert "line 5  new? {=no}" not in first
    assert "it is there already (line 3 of this file)" in first
    assert "1 of 3 questions imported" in first
    assert (status, Path("b.yaml").exists()) == (1, False)
    assert "it is there already (local/sums-1.yaml:" in second
    assert "0 of 3 questions imported" in second


def test_what_a_file_with_faults_asks_is_there_already_too(root, viva, tmp_path):
    (root / "local").mkdir()
    mine = "schema: 1\nquestions:\n- {id: &x mine-1, stem: What is two and two?}\n- oops\n"
    (root / "local" / "mine.yaml").write_text(mine)

    _, text = viva("import", "gift", _file(tmp_path, GIFT), "--topic", "transformers")

    assert "it is there already (local/mine.yaml:3)" in text


def test_ids_are_the_same_whenever_a_file_is_imported(root, viva, tmp_path):
    path = _file(tmp_path, GIFT)
    viva("import", "gift", path, "--topic", "transformers")
    first = (root / "local" / "sums-1.yaml").read_text()

    status, text = viva("import", "gift", path, "--topic", "transformers", "--force")

    assert status == 0, text
    assert (root / "local" / "sums-1.yaml").read_text() == first


def test_many_questions_go_into_several_files(root, viva, tmp_path):
    text = "\n".join(f"How much is {n} and 1? {{#{n + 1}}}\n" for n in range(60))
    path = _file(tmp_path, text)

    status, said = viva("import", "gift", path, "--topic", "transformers")

    assert status == 0, said
    names = sorted(file.name for file in (root / "local").iterdir())
    assert names == ["sums-1-01.yaml", "sums-1-02.yaml", "sums-1-03.yaml"]
    assert "60 of 60 questions imported" in said
    assert len({fault.item for fault in load_bank(root).incomplete}) == 60


def test_files_of_an_earlier_import_are_neither_replaced_nor_left_to_clash(root, viva, tmp_path):
    many = "\n".join(f"How much is {n} and 1? {{#{n + 1}}}\n" for n in range(30))
    viva("import", "gift", _file(tmp_path, many), "--topic", "transformers")
    few = _file(tmp_path, "How much is 3 and 1? {#4}\n")

    status, text = viva("import", "gift", few, "--topic", "transformers", "--force")

    assert status == 1
    assert "sums-1-01.yaml is of an earlier import: remove it" in text
    assert not (root / "local" / "sums-1.yaml").exists()


def test_a_file_that_is_there_is_replaced_only_by_force(root, viva, tmp_path):
    (tmp_path / "out.yaml").write_text("mine")
    args = ("import", "gift", _file(tmp_path, GIFT), "--topic", "transformers")

    status, text = viva(*args, "--output", tmp_path / "out.yaml")

    assert status == 1
    assert "out.yaml is there already: add --force to replace it" in text
    assert (tmp_path / "out.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("args", "part"),
    [
        ((), "it is not said what the questions are about: add --topic and one of fundamentals"),
        (("--topic", "transformer"), "no topic transformer: did you mean transformers?"),
    ],
)
def test_the_topic_has_to_be_one_of_the_bank(root, viva, tmp_path, args, part):
    write_bank(root, SINGLE, question("x-1", topic="fundamentals"))

    status, text = viva("import", "gift", _file(tmp_path, GIFT), *args)

    assert status == 1
    assert part in text
    assert not (root / "local").exists()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("red", b"a: &a [x]\nb: &b [*a, *a]\nc: [" + b"*b, " * 40_000 + b"]\n"),
        ("red", b"!!python/object/apply:os.system ['true']\n"),
        ("opentdb", b"[" * 200_000),
        ("opentdb", b'{"results": [1'),
        ("gift", b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>'),
        ("csv", b'stem\n"never closed'),
        ("anki", b"a\x00b"),
        ("quizlet", "caf\xe9\tbar".encode("latin-1")),
    ],
)
def test_hostile_input_ends_in_one_sentence_and_no_file(root, viva, tmp_path, kind, content):
    path = tmp_path / "in.txt"
    path.write_bytes(content)

    status, text = viva("import", kind, path, "--topic", "transformers")

    assert status == 1
    assert text.startswith(f"{path}: ")
    assert text.count("\n") == 1
    assert not (root / "local").exists()


def test_texts_that_the_bank_refuses_are_unplaced_with_its_reason(root, viva, tmp_path):
    questions = [
        ("Stem " * 300, ["a"]),
        ("Turned \u202e around?", ["a"]),
        (r"Is $\frac{a$ fine?", ["a"]),
        ("All?", ["all of the above"]),
        ("Two?", ["only one wrong"]),
    ]
    found = [
        {"question": stem, "correct_answer": "x", "incorrect_answers": [*wrong, "y"][: 1 + n // 4]}
        for n, (stem, wrong) in enumerate(questions, start=1)
    ]
    found[-1]["incorrect_answers"] = ["y"]
    found[-2]["incorrect_answers"] = ["All of the above", "z"]
    path = _file(tmp_path, json.dumps({"results": found}), "in.json")

    status, text = viva("import", "opentdb", path, "--topic", "transformers")

    assert status == 1
    for part in (
        "1499 characters; at most 900",
        "invisible character",
        "$",
        "refers to the other options",
        "2 options; 3 to 5 belong here",
        "0 of 5 questions",
    ):
        assert part in text


# ----------------------------------------------------------------------------------------- export


@pytest.mark.parametrize(("kind", "count"), [("csv", 3), ("anki", 3), ("gift", 2)])
def test_an_export_writes_what_may_be_asked_and_says_what_is_left_out(
    root, viva, tmp_path, kind, count
):
    target = tmp_path / "out" / "file"

    status, text = viva("export", kind, target)

    assert status == 0, text
    assert text.startswith(f"{target}: {count} questions\n")
    assert ("open-1" in text) is (kind == "gift")
    assert [path.name for path in target.parent.iterdir()] == ["file"]


def test_an_exported_table_comes_back_and_is_there_already(root, viva, tmp_path):
    viva("export", "csv", tmp_path / "all.csv")

    status, text = viva("import", "csv", tmp_path / "all.csv")

    assert status == 1
    assert "0 of 3 questions imported" in text
    assert text.count("it is there already (transformers/test.yaml:") == 3


def test_an_exported_table_is_a_whole_bank_for_another(root, viva, tmp_path, monkeypatch):
    viva("export", "csv", tmp_path / "all.csv")
    other = write_bank(tmp_path / "other", question("other-1", stem="Something else?"))
    monkeypatch.setenv("VIVA_QUESTIONS", str(other))

    _, text = viva("import", "csv", tmp_path / "all.csv")

    assert "3 of 3 questions imported" in text
    there = load_bank(root).questions
    assert dict(load_bank(other).unserved) == dict(there)


def test_an_export_can_be_of_one_topic(root, viva, tmp_path):
    write_bank(root, SINGLE, question("x-1", topic="fundamentals"))

    status, text = viva("export", "csv", tmp_path / "one.csv", "--topic", "fundamentals")

    assert (status, text) == (0, f"{tmp_path / 'one.csv'}: 1 question\n")


def test_an_export_replaces_no_file_unless_it_is_forced(root, viva, tmp_path):
    target = tmp_path / "deck.apkg"
    target.write_text("mine")

    status, text = viva("export", "anki", target)
    kept = target.read_text()

    assert (status, kept) == (1, "mine")
    assert "is there already" in text
    assert viva("export", "anki", target, "--force")[0] == 0
    assert target.read_bytes().startswith(b"PK")


def test_a_directory_that_cannot_be_written_is_said(root, viva, tmp_path):
    (tmp_path / "file").write_text("")

    status, text = viva("export", "csv", tmp_path / "file" / "all.csv")

    assert status == 1
    assert "cannot be written" in text
