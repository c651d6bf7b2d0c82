"""`viva bank stats`: the figures for people and for machines."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from tests.unit.bank.test_coverage import AIMS
from tests.unit.bank.writing import item, write

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def root(tmp_path) -> Path:
    """A bank of one question, with what it aims for."""
    (tmp_path / "coverage.yaml").write_text(AIMS)
    return write(tmp_path, item(tags="[counting]", verified="{solved: 2}"))


def stats(root: Path, *args: str) -> Result:
    return CliRunner().invoke(app, ["bank", "stats", str(root), *args])


def test_the_tables_show_what_there_is_against_what_is_wanted(root):
    rows = [row.split() for row in stats(root).stdout.splitlines()]

    assert ["topic", "total", "junior", "senior", "staff"] in rows
    assert ["maths", "1/2", "-", "1/2"] in rows
    assert ["2", "easy", "1", "100%", "25%"] in rows
    assert ["Counting", "1"] in rows
    assert "1 of 1 keys were reached by two blind solvers" in stats(root).stdout


def test_on_a_narrow_terminal_the_matrix_is_cut_into_tables_that_can_be_read(root, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")

    rows = [row.split() for row in stats(root).stdout.splitlines()]

    assert ["topic", "single", "t/f", "multi"] in rows
    assert ["topic", "order", "open"] in rows
    assert "…" not in stats(root).stdout


def test_without_aims_the_counts_are_shown_alone(root):
    (root / "coverage.yaml").unlink()

    rows = [row.split() for row in stats(root).stdout.splitlines()]

    assert ["maths", "1", "100%"] in rows
    assert ["2", "easy", "1", "100%"] in rows


def test_the_document_has_every_figure(root):
    document = json.loads(stats(root, "--json").stdout)

    assert set(document) == {
        *("items", "wanted", "unserved", "closed", "verified", "checked"),
        *("conceptual_checked_share", "by_topic", "by_type", "by_level", "by_difficulty"),
        *("bloom", "key_positions", "longest_key_share", "themes", "coverage"),
    }
    assert (document["items"], document["verified"], document["checked"]) == (1, 1, 0)
    assert document["by_difficulty"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 0}
    assert document["coverage"][0] == {
        "topic": "maths",
        "kind": "total",
        "have": 1,
        "want": 2,
        "met": False,
    }


def test_the_coverage_is_drawn_into_a_file_and_told_in_words(root, tmp_path):
    picture = tmp_path / "coverage.png"

    result = stats(root, "--picture", str(picture))

    assert picture.read_bytes().startswith(b"\x89PNG")
    assert f"{picture}: Coverage of the question bank: 1 of 2 questions." in result.stdout


def test_the_words_do_not_disturb_the_document(root, tmp_path):
    result = stats(root, "--json", "--picture", str(tmp_path / "coverage.png"))

    assert json.loads(result.stdout)["items"] == 1
    assert "1 of 2 questions" in result.stderr


@pytest.mark.parametrize(
    ("aims", "picture", "message"),
    [
        (None, "coverage.png", "no coverage.yaml"),
        (AIMS, "nowhere/coverage.png", "cannot be written"),
        (AIMS.replace("single: 2", "single: 3"), "coverage.png", "add up to 2, its types to 3"),
    ],
)
def test_what_cannot_be_drawn_is_said_so(root, tmp_path, aims, picture, message):
    if aims:
        (root / "coverage.yaml").write_text(aims)
    else:
        (root / "coverage.yaml").unlink()

    result = stats(root, "--picture", str(tmp_path / picture))

    assert result.exit_code != 0
    assert message in str(result.exception)
