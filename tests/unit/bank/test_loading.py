"""What a bank without faults becomes."""

from datetime import date
from itertools import pairwise

import pytest

from bot.bank import Record, Topic, load_bank, read_bank
from bot.bank.loader import _no_garbage_collection
from bot.domain.question import (
    Level,
    NumericKey,
    Option,
    Quantity,
    QuestionType,
    Reference,
    ShortKey,
    from_snapshot,
    to_snapshot,
)
from tests.unit.bank.writing import KEYS, block, faults, item, line_of, only_fault, write


@pytest.mark.parametrize("kind", KEYS)
def test_every_type_of_question_loads_and_survives_its_snapshot(tmp_path, kind):
    question = load_bank(write(tmp_path, item(kind))).get("sum-01")

    assert question is not None
    assert question.type is QuestionType(kind)
    assert from_snapshot(to_snapshot(question)) == question


def test_what_the_file_says_is_what_the_question_holds(tmp_path):
    root = write(tmp_path, item(subtopic="sums", time_limit="60", tags="[easy]", hints="[Count.]"))

    question = load_bank(root).questions["sum-01"]

    assert question.stem == "What is the sum of two and two?"
    assert (question.level, question.difficulty, question.version) == (Level.JUNIOR, 2, 1)
    assert question.references == (
        Reference("Principia, 110.643", "https://example.org/principia"),
    )
    assert question.options[1] == Option("b", "Four", correct=True, why="Two further than two.")
    assert question.keys == {1}
    assert (question.subtopic, question.time_limit) == ("sums", 60)
    assert (question.tags, question.hints) == (("easy",), ("Count.",))


def test_links_to_folders_are_followed_and_each_folder_is_read_once(tmp_path):
    root = write(tmp_path / "bank", item())
    mine = write(tmp_path / "elsewhere", item(id_="mine-01"), name="own/mine.yaml")
    (root / "local").symlink_to(mine / "own")
    (mine / "own" / "again").symlink_to(root)

    assert set(load_bank(root).questions) == {"sum-01", "mine-01"}


def test_a_numeric_key_keeps_its_unit_tolerance_and_further_values(tmp_path):
    answer = "{value: 1.5, unit: GiB, tolerance: {relative: 0.05}, also: [{value: 2, unit: GB}]}"

    question = load_bank(write(tmp_path, item("numeric", answer=answer))).questions["sum-01"]

    assert question.numeric == NumericKey(
        Quantity(1.5, "GiB"), relative=0.05, also=(Quantity(2.0, "GB"),)
    )


def test_the_options_of_an_order_keep_theirs_and_none_of_them_is_the_key(tmp_path):
    question = load_bank(write(tmp_path, item("order"))).questions["sum-01"]

    assert [option.id for option in question.options] == ["a", "b", "c", "d"]
    assert (question.keys, question.shuffle) == (frozenset(), True)


def test_a_short_key_keeps_its_forms_and_patterns(tmp_path):
    answer = "{accept: [four, '4'], regex: ['fou?r']}"

    question = load_bank(write(tmp_path, item("short", answer=answer))).questions["sum-01"]

    assert question.short == ShortKey(("four", "4"), ("fou?r",))


def test_a_listing_and_its_output_lose_the_line_break_of_their_blocks(tmp_path):
    code = "\n    language: python\n    source: " + block("for i in range(2):\n    print(i)\n", 6)
    root = write(tmp_path, item("code_output", code=code, answer='{output: "0\\n1\\n"}'))

    question = load_bank(root).questions["sum-01"]

    assert question.code is not None
    assert question.code.source == "for i in range(2):\n    print(i)"
    assert question.output == "0\n1"


def test_only_true_or_false_keeps_the_order_of_its_options_by_default(tmp_path):
    root = write(
        tmp_path,
        item("true_false", "sum-01"),
        item("single", "sum-02"),
        item("single", "sum-03", shuffle="false"),
    )

    bank = load_bank(root)

    assert [question.shuffle for question in bank.questions.values()] == [False, True, False]


def test_defaults_give_what_an_item_leaves_out(tmp_path):
    head = "schema: 1\ndefaults: {topic: maths, level: staff, version: 3}\nquestions:\n"
    text = item(topic="", level="")

    first, second = load_bank(
        write(tmp_path, text, item(id_="sum-02", version="4"), head=head)
    ).questions.values()

    assert (first.topic, first.level, first.version) == ("maths", Level.STAFF, 3)
    assert (second.level, second.version) == (Level.JUNIOR, 4)


def test_questions_are_sorted_by_id_whatever_their_files(tmp_path):
    write(tmp_path, item(id_="b"), name="maths/a.yaml")
    write(tmp_path, item(id_="c"), item(id_="a"), name="maths/b.yaml")

    assert list(load_bank(tmp_path).questions) == ["a", "b", "c"]


def test_topics_keep_their_order_and_only_those_with_questions_are_grouped(tmp_path):
    topics = "schema: 1\ntopics: [{id: z, title: Z, weight: 1}, {id: maths, title: M, weight: 2.5}]"
    (tmp_path / "topics.yaml").write_text(topics)

    bank = load_bank(write(tmp_path, item()))

    assert list(bank.topics.values()) == [Topic("z", "Z", 1), Topic("maths", "M", 2.5)]
    assert bank.by_topic == {"maths": (bank.questions["sum-01"],)}


@pytest.mark.parametrize("status", ["draft", "expired"])
def test_drafts_and_expired_questions_are_loaded_but_not_served(tmp_path, status):
    bank = load_bank(write(tmp_path, item(status=status), item(id_="sum-02")))

    assert list(bank.questions) == ["sum-02"]
    assert list(bank.unserved) == ["sum-01"]
    assert bank.get("sum-01") is None


def test_a_question_is_not_served_from_the_day_it_expires(tmp_path):
    root = write(tmp_path, item(expires="2026-11-22"))

    assert list(load_bank(root, today=date(2026, 11, 21)).questions) == ["sum-01"]
    assert list(load_bank(root, today=date(2026, 11, 22)).questions) == []
    assert list(load_bank(root).questions) == ["sum-01"]
    assert load_bank(root).expires == {"sum-01": date(2026, 11, 22)}


@pytest.mark.parametrize("day", ["2026-11-22", '"2026-11-22"'])
def test_a_date_may_stand_in_quotes_or_not(tmp_path, day):
    bank = load_bank(write(tmp_path, item(reviewed=day, expires=day)))

    assert bank.expires == {"sum-01": date(2026, 11, 22)}


def test_checks_are_kept_for_drafts_too(tmp_path):
    script = tmp_path / "checks" / "two.py"
    script.parent.mkdir()
    script.write_text("assert 2 + 2 == 4")
    root = write(
        tmp_path,
        item("code_output", status="draft"),
        item("numeric", "sum-02", check="{kind: python, script: checks/two.py}"),
    )

    checks = load_bank(root).checks

    assert (checks["sum-01"].kind, checks["sum-01"].source) == ("run", "print(2 + 2)")
    assert (checks["sum-02"].kind, checks["sum-02"].script) == ("python", "checks/two.py")


def test_an_operators_own_item_replaces_the_shipped_one_of_its_id(tmp_path):
    write(tmp_path, item(), item(id_="sum-02"))
    write(tmp_path, item(stem="Two and two?"), name="local/deep/mine.yaml")

    bank = load_bank(tmp_path)

    assert bank.questions["sum-01"].stem == "Two and two?"
    assert list(bank.questions) == ["sum-01", "sum-02"]


def test_an_operator_can_withdraw_a_shipped_item_and_add_a_topic(tmp_path):
    write(tmp_path, item())
    write(tmp_path, item(status="draft"), name="local/off.yaml")
    topics = "schema: 1\ntopics: [{id: own, title: Own, weight: 1}]\n"
    (tmp_path / "local" / "topics.yaml").write_text(topics)
    write(tmp_path, item(id_="own-01", topic="own"), name="local/own.yaml")

    bank = load_bank(tmp_path)

    assert list(bank.questions) == ["own-01"]
    assert list(bank.topics) == ["maths", "own"]


def test_two_own_items_of_one_id_are_a_fault(tmp_path):
    write(tmp_path, item(), name="local/a.yaml")
    write(tmp_path, item(), name="local/b.yaml")

    fault = only_fault(tmp_path)

    assert (fault.file, fault.line, fault.item) == ("local/b.yaml", 3, "sum-01")
    assert "local/a.yaml:3" in fault.problem


def test_checks_and_hidden_folders_are_left_alone(tmp_path):
    write(tmp_path, item())
    for name in ("checks/data.yaml", ".git/x.yaml", "maths/.hidden.yaml"):
        write(tmp_path, "nonsense", name=name, head="")

    assert list(load_bank(tmp_path).questions) == ["sum-01"]


def test_the_digest_changes_with_any_file_and_only_then(tmp_path):
    root = write(tmp_path, item())
    digests = [load_bank(root).digest, load_bank(root).digest]
    write(root, item(difficulty="3"))
    digests.append(load_bank(root).digest)
    (root / "maths" / "sums.yaml").rename(root / "maths" / "other.yaml")
    digests.append(load_bank(root).digest)

    assert [one == other for one, other in pairwise(digests)] == [True, False, False]


def test_a_bank_cannot_be_changed(tmp_path):
    bank = load_bank(write(tmp_path, item()))

    with pytest.raises(TypeError):
        bank.questions["new"] = bank.questions["sum-01"]  # type: ignore[index]


def test_a_files_alias_stands_for_its_anchor(tmp_path):
    references = '&refs [{title: "Principia"}]'
    root = write(tmp_path, item(references=references), item(id_="sum-02", references="*refs"))

    bank = load_bank(root)

    assert bank.questions["sum-02"].references == (Reference("Principia"),)


def test_the_garbage_collector_is_left_as_it_was(tmp_path):
    import gc  # noqa: PLC0415 - only here

    with _no_garbage_collection():
        assert not gc.isenabled()
        with _no_garbage_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_hundred_files_with_a_fault_each_are_all_reported(tmp_path):
    for number in range(100):
        write(tmp_path, item(id_=f"q-{number}", level="boss"), name=f"maths/{number:03}.yaml")

    assert len(faults(tmp_path)) == 100


def test_what_was_done_for_a_question_is_kept_with_where_it_stands(tmp_path):
    text = item(
        reviewed="2026-11-22",
        status="draft",
        lint_ok="[W101, W105]",
        verified="{solved: 2, checked: true}",
    )

    root = write(tmp_path, item(id_="sum-00"), text)
    records = load_bank(root).records

    line = line_of(root, "sum-01")
    assert records["sum-00"] == Record("maths/sums.yaml", 3)
    assert records["sum-01"] == Record(
        "maths/sums.yaml", line, "draft", date(2026, 11, 22), ("W101", "W105"), 2, checked=True
    )


def test_the_questions_without_fault_can_be_read_beside_the_faults_of_the_others(tmp_path):
    bank, found = read_bank(write(tmp_path, item(), item(id_="sum-02", level="boss")))

    assert list(bank.questions) == ["sum-01"]
    assert [fault.item for fault in found] == ["sum-02"]


def test_what_a_bank_aims_for_is_no_file_of_questions(tmp_path):
    (tmp_path / "coverage.yaml").write_text("anything: at all\n")

    assert list(load_bank(write(tmp_path, item())).questions) == ["sum-01"]
