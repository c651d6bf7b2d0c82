"""How far a bank is from what it aims for."""

from datetime import date
from pathlib import Path

import pytest

from bot.bank.coverage import Cell
from bot.bank.lint import lint_bank
from tests.unit.bank.writing import TOPICS, item, write

AIMS = """\
schema: 1
difficulty: [10, 25, 30, 25, 10]
remember_at_most: 60
least_per_theme: 1
topics:
  maths:
    levels: {junior: 2}
    types: {single: 2}
themes:
  counting: Counting
"""


def messages(root: Path, aims: str, *items: str) -> list[str]:
    (root / "coverage.yaml").write_text(aims)
    found = lint_bank(write(root, *items), today=date(2026, 11, 22)).findings
    return [f"{finding.line} {finding.code} {finding.problem}" for finding in found]


ONE = item(tags="[counting]")
OTHER = item(id_="sum-02", stem="How far does a child count on its fingers?")


def test_a_bank_that_meets_its_aims_is_let_be(tmp_path):
    assert messages(tmp_path, AIMS, ONE, OTHER) == []


def test_a_bank_without_aims_is_not_measured(tmp_path):
    assert lint_bank(write(tmp_path, ONE), today=date(2026, 11, 22)).findings == ()


def test_a_total_that_is_off_by_more_than_a_fifth_is_told(tmp_path):
    assert messages(tmp_path, AIMS, ONE) == ["6 B102 maths has 1 question of 2"]


def test_a_cell_that_is_off_by_more_than_a_fifth_is_told(tmp_path):
    aims = AIMS.replace("junior: 2", "staff: 2").replace("single: 2", "open: 2")

    found = messages(tmp_path, aims, ONE, OTHER)

    assert found == [
        "7 B101 maths has 0 questions of 2 (staff)",
        "7 B101 maths has 2 questions of 0 (junior)",
        "8 B101 maths has 0 questions of 2 (open)",
        "8 B101 maths has 2 questions of 0 (single)",
    ]


def test_a_theme_without_its_questions_is_told(tmp_path):
    assert messages(tmp_path, AIMS, item(), OTHER) == ["10 B103 0 questions on the theme Counting"]


def test_too_much_recall_is_told(tmp_path):
    recall = [text + "  bloom: remember\n" for text in (ONE, OTHER)]

    assert messages(tmp_path, AIMS, *recall) == ["3 B104 2 of 2 questions ask to remember"]


def test_drafts_and_an_operators_own_do_not_count(tmp_path):
    own = item(id_="sum-03", stem="Which number comes out when nothing is added?")
    write(tmp_path, own, name="local/own.yaml")

    found = messages(tmp_path, AIMS, ONE, OTHER + "  status: draft\n")

    assert found == ["6 B102 maths has 1 question of 2"]


@pytest.mark.parametrize(
    ("want", "least", "most"), [(0, 0, 1), (1, 0, 2), (5, 4, 6), (6, 4, 8), (22, 17, 27)]
)
def test_a_cell_may_be_off_by_a_fifth_rounded_up(want, least, most):
    met = [have for have in range(40) if Cell("maths", "single", have, want).is_met]

    assert met == list(range(least, most + 1))


def test_a_total_may_be_off_by_a_fifth():
    met = [have for have in range(80) if Cell("maths", "total", have, 48).is_met]

    assert met == list(range(39, 58))


WRONG = [
    ("  maths:", "  music:", "there is no topic music"),
    ("single: 2", "single: 3", "the levels of maths add up to 2, its types to 3"),
    ("30, 25, 10]", "30, 25, 20]", "the shares of the difficulties add up to 110%"),
    ("single: 2", "singel: 2", "is not a key Viva knows"),
    ("remember_at_most: 60\n", "", "`remember_at_most` is missing"),
    ("schema: 1", "schema: [", "is not closed"),
]


@pytest.mark.parametrize(("old", "new", "problem"), WRONG)
def test_mistakes_in_the_aims_are_errors(tmp_path, old, new, problem):
    found = messages(tmp_path, AIMS.replace(old, new), ONE, OTHER)

    assert problem in found[0]
    assert "E001" in found[0]


def test_an_empty_file_of_aims_is_an_error(tmp_path):
    assert messages(tmp_path, "", ONE) == ["0 E001 the file is empty"]


def test_while_files_have_faults_nothing_is_said_of_the_whole(tmp_path):
    found = messages(tmp_path, AIMS, ONE, item(id_="sum-02", level="boss"))

    assert len(found) == 1
    assert "`level` is boss" in found[0]


def test_a_suspicion_stands_on_the_line_of_its_topic(tmp_path):
    two = TOPICS + "- {id: music, title: Music, weight: 1}\n"
    (tmp_path / "topics.yaml").write_text(two)
    stems = ["Which " + " ".join(f"w{n}x{k}" for k in range(9)) + " is it?" for n in range(20)]
    items = [
        item(id_=f"sum-{n:02}", stem=stem).replace("topic: maths", "topic: music")
        for n, stem in enumerate(stems)
    ]

    root = write(tmp_path, *items, name="music/sums.yaml")

    (finding,) = lint_bank(root, today=date(2026, 11, 22)).findings
    assert (finding.file, finding.line, finding.code) == ("topics.yaml", 4, "B002")
    assert finding.problem.startswith("music: the keys are placed unevenly: A 0, B 20 (p = 0.0000)")
