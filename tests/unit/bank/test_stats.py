"""The figures of a bank."""

import pytest

from bot.bank import load_bank, read_bank
from bot.bank.coverage import read_coverage
from bot.bank.stats import stats_of
from tests.unit.bank.test_coverage import AIMS
from tests.unit.bank.writing import item, write

ITEMS = (
    item(verified="{solved: 2, checked: true}", check="{kind: python, script: checks/sums.py}"),
    item(id_="sum-02", verified="{solved: 1}", difficulty="5", bloom="apply"),
    item("code_output", "sum-03", verified="{solved: 3, checked: true}", level="staff"),
    item("numeric", "sum-04", verified="{solved: 2, checked: true}"),
    item("open", "sum-05", verified="{solved: 2}", tags="[counting]"),
    item(id_="sum-06", status="draft"),
)


@pytest.fixture
def bank(tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "sums.py").write_text("")
    return load_bank(write(tmp_path, *ITEMS))


def test_questions_that_are_asked_are_counted_by_what_they_are(bank):
    figures = stats_of(bank, None)

    assert (figures.items, figures.unserved) == (5, 1)
    assert figures.by_topic == {"maths": 5}
    assert figures.by_level == {"junior": 4, "senior": 0, "staff": 1}
    assert figures.by_difficulty == {1: 0, 2: 4, 3: 0, 4: 0, 5: 1}
    assert figures.by_bloom == {"": 4, "apply": 1}
    assert {kind: n for kind, n in figures.by_type.items() if n} == {
        "single": 2,
        "numeric": 1,
        "code_output": 1,
        "open": 1,
    }


def test_two_blind_solvers_verify_a_key_and_open_questions_have_none(bank):
    figures = stats_of(bank, None)

    assert (figures.closed, figures.verified) == (4, 2 + 1)


def test_a_key_counts_as_checked_when_a_check_is_there_and_was_run(bank):
    figures = stats_of(bank, None)

    assert figures.checked == 2  # the numeric one says so, but has no check
    assert (figures.conceptual, figures.conceptual_checked) == (2, 1)
    assert figures.conceptual_checked_share == 0.5


def test_where_keys_stand_and_how_long_they_are_is_counted(tmp_path):
    longer = item(id_="sum-02").replace("text: Four", "text: Four or so")

    figures = stats_of(load_bank(write(tmp_path, item(), longer)), None)

    assert figures.key_positions == {"B": 2}
    assert figures.longest_key_share == 0.5


def test_aims_add_the_matrix_and_the_themes(tmp_path, bank):
    (tmp_path / "coverage.yaml").write_text(AIMS)
    coverage, _ = read_coverage(tmp_path, bank)

    figures = stats_of(bank, coverage)

    assert figures.themes == {"counting": 1}
    assert [(cell.kind, cell.have, cell.want) for cell in figures.cells[:3]] == [
        ("total", 5, 2),
        ("junior", 4, 2),
        ("senior", 0, 0),
    ]


def test_a_bank_of_drafts_has_no_shares(tmp_path):
    figures = stats_of(read_bank(write(tmp_path, item(status="draft")))[0], None)

    assert (figures.items, figures.longest_key_share, figures.conceptual_checked_share) == (0, 0, 0)
