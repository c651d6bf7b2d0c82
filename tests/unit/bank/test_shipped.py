"""The bank that ships with Viva: every file is loaded, every formula drawn, every check run."""

import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bot.adapters.formulas import can_render, render_formula
from bot.bank import Bank, load_bank
from bot.bank.check import run_checks
from bot.bank.lint import lint_bank
from bot.bank.lint_fix import fix_bank
from bot.domain.formula import render_text
from bot.domain.question import Question, QuestionType
from bot.errors import BankError

ROOT = Path(__file__).parents[3] / "questions"


@pytest.fixture(scope="module")
def bank() -> Bank:
    """Load the shipped bank; a failure lists every fault of every file."""
    try:
        return load_bank(ROOT, can_render=can_render)
    except BankError as error:
        pytest.fail(str(error))


def test_every_shipped_file_loads_and_every_question_is_served(bank):
    assert bank.questions
    assert not bank.unserved


def test_every_topic_has_questions(bank):
    assert set(bank.by_topic) == set(bank.topics)


def test_every_type_has_questions(bank):
    types = {question.type for question in bank.questions.values()}

    assert types | {QuestionType.ORDER} == set(QuestionType)


@pytest.mark.parametrize("track", ["30-day", "classic-ml", "llm", "staff"])
def test_every_question_of_a_track_is_served(bank, track):
    ids = bank.tracks[track].questions

    assert not [id_ for id_ in ids if id_ not in bank.questions]
    assert 30 <= len(ids) <= 40


def test_the_thirty_days_show_every_topic_and_type_from_easy_to_hard(bank):
    days = [bank.questions[id_] for id_ in bank.tracks["30-day"].questions]

    assert {question.topic for question in days} == set(bank.topics)
    assert {question.type for question in days} == set(QuestionType)
    assert [q.difficulty for q in days] == sorted(q.difficulty for q in days)
    assert all(one.topic != other.topic for one, other in pairwise(days))


def test_every_numeric_and_code_question_is_checked_by_execution(bank):
    executed = {QuestionType.NUMERIC, QuestionType.CODE_OUTPUT}

    unchecked = [
        question.id
        for question in bank.questions.values()
        if question.type in executed and question.id not in bank.checks
    ]
    assert not unchecked


def test_every_check_confirms_its_key(bank):
    faults = run_checks(bank, ROOT, timeout=30)

    assert not faults, "\n".join(map(str, faults))


def test_every_formula_is_text_or_a_picture(bank):
    pictures = [
        picture
        for question in bank.questions.values()
        for text in _texts(question)
        for picture in render_text(text).pictures
    ]

    assert all(render_formula(latex).startswith(b"\x89PNG") for latex in pictures)


def _texts(question: Question) -> list[str]:
    options = [text for option in question.options for text in (option.text, option.why)]
    key = question.open
    answers = [key.model_answer, *key.rubric, *key.red_flags, *key.follow_ups] if key else []
    return [question.stem, question.explanation, *question.hints, *options, *answers]


def test_the_lint_finds_no_error():
    found = lint_bank(ROOT, today=date(2026, 11, 22), can_render=can_render)

    assert not found.errors, "\n".join(map(str, found.errors))


def test_mending_would_change_nothing(tmp_path):
    copy = shutil.copytree(ROOT, tmp_path / "questions")

    assert fix_bank(copy) == ([], [])
