"""`viva bank lint`: what an author of questions sees."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from tests.unit.bank.writing import item, line_of, write

pytestmark = pytest.mark.usefixtures("elsewhere")

OLD = item(id_="sum-02", stem="How far does a child count?", reviewed="2020-01-01")
GIVEN_AWAY = item("short", "sum-03", stem="Is two and two four?")
WRONG = item("code_output", "sum-04", stem="What is printed?", answer="{output: '5'}")
UNSORTED = item(id_="sum-05", stem="And ten less six?", options="")
UNSORTED += (
    "  options:\n  - {id: a, text: '30', why: W.}\n  - {id: b, text: '4', why: W., correct: true}\n"
)
UNSORTED += "  - {id: c, text: '9', why: W.}\n"


def lint(root: Path, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["bank", "lint", str(root), *args])
    return result.exit_code, result.stdout


def test_a_bank_that_is_clean_is_summed_up_in_a_line(tmp_path):
    status, text = lint(write(tmp_path, item()))

    assert (status, text) == (
        0,
        "1 question: 0 errors, 0 warnings, 0 waived; 0 keys not executed.\n",
    )


def test_findings_stand_under_their_file_with_line_question_code_and_mend(tmp_path):
    status, text = lint(write(tmp_path, item(), GIVEN_AWAY))

    line = line_of(tmp_path, "Is two and two four?")
    assert status == 1
    assert text.splitlines() == [
        f"{tmp_path / 'maths/sums.yaml'}",
        f'    {line}  sum-03  the stem holds the answer "four" (E052)',
        "        say it apart",
        "",
        "2 questions: 1 error, 0 warnings, 0 waived; 0 keys not executed.",
    ]


def test_warnings_fail_only_where_that_is_asked(tmp_path):
    root = write(tmp_path, item(), OLD)

    assert lint(root)[0] == 0
    assert "1 warning" in lint(root)[1]
    assert lint(root, "--strict")[0] == 1


def test_a_bank_that_does_not_load_fails(tmp_path):
    status, text = lint(write(tmp_path, item(level="boss")))

    assert status == 1
    assert "`level` is boss, which is not one of the choices (E001)" in text


def test_the_document_has_every_field_for_machines(tmp_path):
    status, text = lint(write(tmp_path, OLD, GIVEN_AWAY), "--json")

    document = json.loads(text)
    assert status == 1
    assert {key: document[key] for key in document if key != "findings"} == {
        "questions": 2,
        "errors": 1,
        "warnings": 1,
        "waived": 0,
        "executed": False,
        "fixed": [],
        "not_fixed": [],
    }
    assert [(f["id"], f["code"], f["severity"]) for f in document["findings"]] == [
        ("sum-02", "W108", "warning"),
        ("sum-03", "E052", "error"),
    ]
    assert document["findings"][1] == {
        "file": "maths/sums.yaml",
        "line": line_of(tmp_path, "Is two and two four?"),
        "id": "sum-03",
        "code": "E052",
        "severity": "error",
        "problem": 'the stem holds the answer "four"',
        "mend": "say it apart",
    }


def test_keys_are_executed_only_where_that_is_asked(tmp_path):
    root = write(tmp_path, WRONG)

    unseen, _ = lint(root)
    status, text = lint(root, "--execute", "--json")

    (finding,) = json.loads(text)["findings"]
    assert (unseen, status) == (0, 1)
    assert (finding["code"], finding["id"]) == ("E050", "sum-04")


def test_what_is_mechanical_is_mended_and_told(tmp_path):
    root = write(tmp_path, UNSORTED)

    status, text = lint(root, "--fix", "--strict")

    assert status == 0
    assert text.startswith(f"{root / 'maths/sums.yaml'}: sum-05 options sorted\n\n")


def test_what_was_mended_is_in_the_document_too(tmp_path):
    _, text = lint(write(tmp_path, UNSORTED), "--fix", "--json")

    assert json.loads(text)["fixed"] == [
        {"file": "maths/sums.yaml", "id": "sum-05", "what": "options sorted"}
    ]


def test_a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path, monkeypatch):
    root = write(tmp_path, UNSORTED)

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = CliRunner().invoke(app, ["bank", "lint", str(root), "--fix"])

    assert "cannot be written" in str(result.exception)
    assert UNSORTED in (root / "maths/sums.yaml").read_text()
    assert [path.name for path in (root / "maths").iterdir()] == ["sums.yaml"]
