"""`viva bank`: what an author of questions sees."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.settings import shipped_questions

TOPICS = """\
schema: 1
topics:
- {id: coding-sql, title: Coding and SQL, weight: 1}
"""
QUESTION = """\
schema: 1
questions:
- id: sql-print-01
  topic: coding-sql
  type: code_output
  level: junior
  difficulty: 1
  stem: What does the listing print?
  code: {language: python, source: "print(6 * 7)"}
  answer: {output: "42"}
  explanation: The operator multiplies two integers, so the product of six and seven is printed.
  references: [{title: Python documentation, url: "https://docs.python.org/3/"}]
  check: {kind: run}
"""


pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def root(tmp_path) -> Path:
    """A bank of one question that is right."""
    (tmp_path / "bank" / "coding-sql").mkdir(parents=True)
    (tmp_path / "bank" / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    write(tmp_path / "bank", QUESTION)
    return tmp_path / "bank"


def write(root: Path, text: str) -> None:
    (root / "coding-sql" / "printing.yaml").write_text(text, encoding="utf-8")


def check(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["bank", "check", *args])
    return result.exit_code, result.output


def test_a_bank_without_fault_is_summed_up(root):
    status, text = check(str(root))

    assert status == 0, text
    assert ["Coding", "and", "SQL", "1", "1", "0", "0", "1"] in [
        r.split() for r in text.split("\n")
    ]
    assert text.endswith("\nNo fault. 1 key confirmed by execution.\n")


def test_the_faults_of_a_file_stand_under_its_name_with_line_question_and_mend(root):
    write(
        root, QUESTION.replace("level: junior", "level: beginner").replace("1\n  stem", "9\n  stem")
    )

    status, text = check(str(root))

    lines = text.splitlines()
    assert status == 1
    assert lines[0] == str(root / "coding-sql" / "printing.yaml")
    assert lines[1].split()[:2] == ["6", "sql-print-01"]
    assert lines[3].split()[:2] == ["7", "sql-print-01"]
    assert lines[-1] == "2 faults."


def test_a_key_that_execution_refutes_is_a_fault(root):
    write(root, QUESTION.replace('"42"', '"41"'))

    status, text = check(str(root))

    assert status == 1
    assert 'sql-print-01  the listing prints "42", not the answer' in text
    assert text.endswith("\n1 fault.\n")


def test_without_execution_a_wrong_key_goes_unseen_and_that_is_said(root):
    write(root, QUESTION.replace('"42"', '"41"'))

    status, text = check(str(root), "--no-execute")

    assert status == 0
    assert text.endswith("\nNo fault. 1 key not executed.\n")


def test_drafts_are_counted_apart(root):
    draft = QUESTION.replace("sql-print-01", "sql-print-02").removeprefix("schema: 1\nquestions:\n")
    write(root, QUESTION + draft + "  status: draft\n")

    _, text = check(str(root), "--no-execute")

    assert text.endswith("2 keys not executed, 1 not asked (draft or expired).\n")


def test_the_bank_of_the_settings_is_checked_when_none_is_named(root, monkeypatch):
    monkeypatch.setenv("VIVA_QUESTIONS", str(root))

    status, text = check("--no-execute")

    assert status == 0
    assert "Coding and SQL" in text


def test_the_shipped_bank_has_no_fault():
    status, text = check(str(shipped_questions()), "--no-execute")

    assert status == 0, text


def test_a_directory_that_is_not_there_is_a_mistake_in_the_command():
    status, text = check("nowhere")

    assert status == 2
    assert "nowhere" in text


def test_the_schema_is_one_json_document():
    result = CliRunner().invoke(app, ["bank", "schema"])

    assert json.loads(result.output)["$schema"] == "http://json-schema.org/draft-07/schema#"
