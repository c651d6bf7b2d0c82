"""What the lint says of questions, one by one and by pairs."""

from datetime import date
from pathlib import Path

import pytest

from bot.bank.lint import Lint, is_error, lint_bank
from bot.bank.lint_pairs import alike_pairs
from tests.questions import question
from tests.unit.bank.writing import KEYS, TOPICS, item, line_of, write

TODAY = date(2026, 11, 22)
LONG = "a rather long statement that goes on for quite a while"
THREE = "  - {{id: a, text: {0}, why: W.}}\n  - {{id: b, text: {1}, correct: true, why: W.}}\n"


def options(first: str, key: str, third: str) -> str:
    """Return the options of a question whose second one is right."""
    return f"\n{THREE.format(first, key)}  - {{id: c, text: {third}, why: W.}}"


def linted(root: Path, *items: str) -> Lint:
    return lint_bank(write(root, *items), today=TODAY)


def codes(root: Path, *items: str) -> list[str]:
    return [finding.code for finding in linted(root, *items).findings]


@pytest.mark.parametrize("kind", KEYS)
def test_a_sound_question_of_any_type_raises_nothing(tmp_path, kind):
    assert linted(tmp_path, item(kind).replace("A square", "Even")).findings == ()


RAISED = [
    ("W101", item(options=options("Short", "Longer key", "Other"))),
    ("W101", item("multiple")),
    ("W102", item(options=options(LONG, LONG.replace("long", "wordy"), "Nope"))),
    ("W103", item(options=options("It always is", "It may be", "It never is"))),
    ("W103", item(options=options("It is guaranteed", "It may be so", "It never is"))),
    ("W105", item(stem="Which of these is not a sum of two and two?")),
    ("W105", item(stem="Two is added to two. Which number doesn't come out?")),
    ("W105", item(stem="All of these are even EXCEPT one. Name the one.")),
    (
        "W106",
        item(
            stem="A counter wraps around at eight. What is shown after nine steps?",
            options=options(
                "It is eight by now", "The counter wraps to one", "Nine or so it must be"
            ),
        ),
    ),
    ("W107", item(options=options("About 30 ms", "About 4 ms", "About 9 ms"))),
    ("W107", item(options=options("'1,000'", "'20'", "'300.5'"))),
    ("W108", item(reviewed="2025-05-22")),
    ("E052", item("short", stem="Is the sum of two and two Four?")),
    ("E052", item("short", hints="[It is not three, it is 4.]")),
    ("E052", item("numeric", stem="Why is the sum of two and two 4?")),
    (
        "E052",
        item(
            "numeric",
            stem="How long do 2,000 ms last?",
            answer="{value: 2, unit: s, tolerance: {absolute: 0}}",
        ),
    ),
]


@pytest.mark.parametrize(("code", "text"), RAISED)
def test_what_makes_a_question_unfair_is_found(tmp_path, code, text):
    assert codes(tmp_path, text) == [code]


SOUND = [
    item(options=options("A distractor", "A key as long", "Other one")),
    item(options=options("No it is not", "No it is never", "Yes it is")),
    item(options=options("It always is", "It always may", "It never is")),
    item(options=options("It always is", "It may be so", "It is not")),
    item(stem="Two and two do not make five. What do they make?"),
    item(stem="What do two and two make, if not five?").replace("if not", "unless"),
    item(
        stem="A counter wraps around at eight. What is shown after nine steps?",
        options=options("The counter is nine", "The counter wraps", "It wraps to one"),
    ),
    item(options=options("4 ms", "9 ms", "30 ms")),
    item(options=options("30 ms", "9 ms", "4 ms")),
    item(options=options("30 MiB", "4 GiB", "9 s")),
    item(reviewed="2025-05-23"),
    item("short", stem="Is the sum of two and two forty?"),
    item("numeric", stem="What is the sum of 14 and -10, or of 4.5 and -0.5?"),
    item(
        "numeric",
        stem="How long do 2 tasks of 1 s take, at 2%?",
        answer="{value: 2, unit: s, tolerance: {absolute: 0}}",
    ),
    item("open", stem="Which of these sums is not even, and why?"),
    item("order", stem="Which of these steps are not taken first?"),
]


@pytest.mark.parametrize("text", SOUND)
def test_what_is_fair_is_let_be(tmp_path, text):
    assert codes(tmp_path, text) == []


def test_questions_on_language_models_age_in_nine_months(tmp_path):
    topics = TOPICS.replace("id: maths", "id: inference")
    (tmp_path / "topics.yaml").write_text(topics)
    old = item(reviewed="2026-02-22").replace("topic: maths", "topic: inference")
    new = item(id_="sum-02", reviewed="2026-02-23", stem="And one and one?").replace(
        "maths", "inference"
    )

    root = write(tmp_path, old, new, name="inference/sums.yaml")

    (finding,) = lint_bank(root, today=TODAY).findings
    assert (finding.item, finding.code) == ("sum-01", "W108")


def test_a_finding_says_where_it_stands_and_how_to_mend_it(tmp_path):
    (finding,) = linted(tmp_path, RAISED[0][1].replace("sum-01", "sum-02")).findings

    assert finding.file == "maths/sums.yaml"
    assert finding.line == line_of(tmp_path, "text: Short") - 1
    assert finding.item == "sum-02"
    assert finding.problem == "the key has 10 characters, the longest distractor 5"
    assert finding.mend == "shorten the key, or fill the distractors"


def test_a_warning_can_be_waived_where_it_is_raised(tmp_path):
    text = item(options=options("Short", "Longer key", "Other"), lint_ok="[W101]")

    found = linted(tmp_path, text)

    assert (found.findings, found.waived) == ((), 1)


def test_an_error_cannot_be_waived(tmp_path):
    text = item("short", stem="Is it four?", lint_ok="[W052]")

    assert codes(tmp_path, text) == ["E052", "W100"]


def test_a_waiver_that_waives_nothing_is_reported_on_its_line(tmp_path):
    (finding,) = linted(tmp_path, item(lint_ok="[W101]")).findings

    assert (finding.code, finding.line) == ("W100", line_of(tmp_path, "lint_ok"))


def test_drafts_are_linted_too(tmp_path):
    assert codes(tmp_path, item(), item(id_="sum-02", status="draft", reviewed="2020-01-01")) == [
        "E030",
        "W108",
    ]


def test_faults_of_loading_stand_beside_the_rest_with_their_codes(tmp_path):
    found = linted(tmp_path, item(level="boss"), item(id_="sum-02", reviewed="2020-01-01"))

    assert [finding.code for finding in found.errors] == ["E001"]
    assert [finding.code for finding in found.warnings] == ["W108"]


def test_errors_fail_and_warnings_do_not():
    assert [code for code in ("E001", "W101", "B001", "B101") if is_error(code)] == ["E001", "B001"]


FIRST = "A team trains a boosted model on a year of orders. What does it predict for the next year?"
SAME = "A team trains a boosted model on a year of orders. What does it predict for next year?"
NEAR = "A shop trains a boosted model on a week of sales. Which total does it predict for then?"
OTHER = "Which part of memory do the weights of a network with a billion parameters take?"


@pytest.mark.parametrize(
    ("stem", "expected"), [(SAME, ["E030"]), (NEAR, ["W030"]), (OTHER, []), ("FOUR?", [])]
)
def test_stems_that_say_the_same_are_found(tmp_path, stem, expected):
    found = linted(tmp_path, item(stem=FIRST), item(id_="sum-02", stem=stem))

    assert [finding.code for finding in found.findings] == expected
    assert all(finding.item == "sum-02" for finding in found.findings)
    assert all("sum-01" in finding.problem for finding in found.findings)


def numeric(id_: str, tokens: int, value: int) -> str:
    stem = f"A model reads {tokens} tokens of 7 bytes each. How many bytes is that?"
    return item("numeric", id_, stem=stem, answer=f"{{value: {value}, tolerance: {{absolute: 0}}}}")


def test_the_same_computation_with_other_numbers_is_another_question(tmp_path):
    assert codes(tmp_path, numeric("sum-01", 100, 700), numeric("sum-02", 300, 2100)) == []


def test_the_same_computation_with_the_same_key_is_not(tmp_path):
    assert codes(tmp_path, numeric("sum-01", 100, 700), numeric("sum-02", 101, 700)) == ["E030"]


def listing(id_: str, source: str) -> str:
    return item("code_output", id_, code=f"{{language: python, source: {source!r}}}")


def test_questions_on_different_listings_may_ask_in_the_same_words(tmp_path):
    first, second = listing("sum-01", "print(2 + 2)"), listing("sum-02", "for i in [4]: print(i)")

    assert codes(tmp_path, first, second) == []


def test_questions_on_the_same_listing_are_alike(tmp_path):
    first, second = listing("sum-01", "print(2 + 2)"), listing("sum-02", "print(2+2)")

    assert codes(tmp_path, first, second) == ["E030"]


def test_a_stem_is_compared_with_the_likest_of_many():
    stems = [f"Which part of number {n} of a model is large and wide?" for n in range(220)]
    likest = "Which part of number 7 of a model is large or wide?"
    questions = [question(f"q-{n:03}", stem=stem) for n, stem in enumerate([*stems, likest])]

    pair = list(alike_pairs(questions))[-1]

    assert (pair.later.id, pair.earlier.id) == ("q-220", "q-007")
