"""What members type becomes a question, or an error that says how to mend it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grading import grade
from bot.domain.proposal import Proposal, question_of
from bot.domain.question import Quantity, Question, QuestionType, from_snapshot, to_snapshot
from bot.errors import Unreadable

WHY = "Dividing by the root keeps the variance of the scores at one, whatever the width is."
PROPOSAL = Proposal(
    topic="transformers",
    difficulty=3,
    stem="Why are attention scores divided by the root of the key's width?",
    answer="* To keep their variance at one\nTo save memory // It costs memory\nTo mask the future",
    explanation=WHY,
    source="Attention Is All You Need, 3.2.1 https://arxiv.org/abs/1706.03762",
)


def made(**changes: object) -> Question:
    return question_of(replace(PROPOSAL, **changes), "own-1")


def test_starred_lines_are_right_options():
    found = made()

    assert found.type is QuestionType.SINGLE
    assert [(o.id, o.text, o.correct, o.why) for o in found.options] == [
        ("a", "To keep their variance at one", True, ""),
        ("b", "To save memory", False, "It costs memory"),
        ("c", "To mask the future", False, ""),
    ]
    assert found.references[0].title == "Attention Is All You Need, 3.2.1"
    assert found.references[0].url == "https://arxiv.org/abs/1706.03762"


@pytest.mark.parametrize(
    "line", ["* A) yes", "A) * yes", "- * yes", "✓ yes", "*yes", "(a) *yes", "* - yes"]
)
def test_bullets_and_letters_of_the_typist_are_left_out(line):
    found = made(answer=f"{line}\nB) no\n3. perhaps")

    assert [option.text for option in found.options] == ["yes", "no", "perhaps"]
    assert found.keys == {0}


def test_several_stars_make_a_question_with_several_keys():
    assert made(answer="*one\n*two\nthree").type is QuestionType.MULTIPLE


def test_only_true_and_false_keep_the_order_in_which_they_were_typed():
    found = made(answer="True\n*False")

    assert found.type is QuestionType.TRUE_FALSE
    assert not found.shuffle
    assert made(answer="* It saturates\nIt diverges").shuffle


@pytest.mark.parametrize(
    ("answer", "value", "relative", "absolute"),
    [
        ("12.5 GiB", Quantity(12.5, "GiB"), 0.01, None),
        ("2017", Quantity(2017), 0.0, None),
        ("* 12 ms ± 10%", Quantity(12, "ms"), 0.1, None),
        ("40 ms +/- 2", Quantity(40, "ms"), None, 2.0),
        ("0.25 +- 0.05", Quantity(0.25), None, 0.05),
    ],
)
def test_a_lone_number_asks_for_a_number(answer, value, relative, absolute):
    key = made(answer=answer).numeric

    assert key is not None
    assert (key.quantity, key.relative, key.absolute) == (value, relative, absolute)


def test_a_lone_word_asks_for_words():
    found = made(answer="Gini impurity; Gini;Gini")

    assert found.type is QuestionType.SHORT
    assert found.short is not None
    assert found.short.accept == ("Gini impurity", "Gini")
    assert grade(found, "gini impurity").correct


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stem": "Why?"}, "The question has 4 characters; it takes 15 at least"),
        ({"stem": "x" * 901}, "The question has 901 characters; 900 are the most"),
        ({"explanation": "so"}, "Say why the answer is right"),
        ({"answer": ""}, "The answer is missing"),
        ({"answer": "one\ntwo"}, "Put a `*` before each right one"),
        ({"answer": "*one\n*two"}, "All options are marked"),
        ({"answer": "*one\nONE\ntwo"}, "Two options are the same"),
        ({"answer": "*a1\nb2\nc3\nd4\ne5\nf6"}, "6 options; 5 are the most"),
        ({"answer": "*one\n*"}, "Option 2 is empty"),
        ({"answer": "*one\n" + "x" * 181}, "Option 2 has 181 characters"),
        ({"answer": "*one\ntwo // " + "x" * 401}, "The reason of option 2 has 401"),
        ({"answer": "x" * 101}, "at most 10 forms of 100 characters"),
        ({"answer": "5 ms ± 80%"}, "A tolerance is 0% to 50%"),
        ({"answer": "5 ms ± 1 GiB"}, "in the unit of the answer"),
        ({"answer": "*"}, "The answer is missing"),
        ({"source": "x" * 301}, "The source has 301"),
    ],
)
def test_what_cannot_be_a_question_says_how_to_mend_it(changes, said):
    with pytest.raises(Unreadable, match=said.replace("*", r"\*").replace("(", r"\(")):
        made(**changes)


def test_all_faults_are_said_at_once():
    with pytest.raises(Unreadable) as caught:
        made(stem="Why?", explanation="so", answer="")

    assert str(caught.value).count("\n- ") == 2


def test_without_a_source_there_is_no_reference():
    assert made(source=" ").references == ()


def test_a_bare_link_is_its_own_title():
    (reference,) = made(source="(https://example.org/x).").references

    assert reference.url == reference.title == "https://example.org/x"


@given(st.text(max_size=300))
def test_whatever_is_typed_ends_in_a_question_or_in_an_error_for_the_typist(answer):
    try:
        found = made(answer=answer)
    except Unreadable:
        return
    assert from_snapshot(to_snapshot(found)) == found
    assert found.options or found.numeric or found.short
