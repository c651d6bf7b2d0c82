"""A draft may lack what explains its key; until it has that, it is not in the bank at all."""

from datetime import date

from bot.bank import load_bank
from bot.bank.lint import lint_bank
from tests.unit.bank.writing import faults, item, write

BARE = {"explanation": "", "references": "", "status": "draft"}


def test_a_draft_without_explanation_and_references_keeps_nothing_from_loading(tmp_path):
    bank = load_bank(write(tmp_path, item(), item("short", "sum-02", **BARE)))

    assert list(bank.questions) == ["sum-01"]
    assert not bank.unserved
    assert {(fault.item, fault.code) for fault in bank.incomplete} == {("sum-02", "E020")}
    assert [fault.problem for fault in bank.incomplete] == [
        "`explanation` is missing",
        "`references` is missing",
    ]


def test_a_draft_whose_options_have_no_reasons_is_incomplete(tmp_path):
    options = "\n".join(f"  - {{id: {id_}, text: No. {id_}}}" for id_ in "bc")
    options = f"\n  - {{id: a, text: Yes., correct: true}}\n{options}"

    bank = load_bank(write(tmp_path, item(), item(id_="sum-02", options=options, status="draft")))

    assert len(bank.incomplete) == 3
    assert "sum-02" not in bank.unserved


def test_a_draft_with_any_other_fault_is_refused(tmp_path):
    root = write(tmp_path, item(), item("short", "sum-02", **BARE, difficulty="9"))

    assert {fault.code for fault in faults(root)} == {"E001", "E020"}


def test_an_active_question_may_lack_nothing(tmp_path):
    root = write(tmp_path, item("short", **(BARE | {"status": "active"})))

    assert len(faults(root)) == 2


def test_the_lint_lists_what_drafts_lack_as_errors(tmp_path):
    root = write(tmp_path, item(), item("short", "sum-02", **BARE))

    found = lint_bank(root, today=date(2026, 11, 22))

    assert [(f.item, f.code) for f in found.errors] == [("sum-02", "E020")] * 2


def test_a_cached_bank_still_knows_what_drafts_lack(tmp_path):
    root = write(tmp_path / "bank", item(), item("short", "sum-02", **BARE))

    cold = load_bank(root, cache=tmp_path / "cache")

    assert load_bank(root, cache=tmp_path / "cache") == cold
    assert len(cold.incomplete) == 2
