"""What the simulated members say, and how often they are right."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.demo import cast
from bot.domain.grading import grade, understand
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy
from tests.questions import MULTIPLE, NUMERIC, OPEN, ORDER, OUTPUT, SHORT, SINGLE, TRUE_FALSE

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def round_of(question, order=(2, 0, 3, 1)):
    return Round(
        id=1, guild_id=1, channel_id=1, schedule_id=1, slot="x", day=date(2026, 11, 22),
        question=question, order=order[: len(question.options)], style=AnswerStyle.BUTTONS,
        thread_policy=ThreadPolicy.NEVER, state=RoundState.OPEN, nonce="x",
        opens_at=NOON, closes_at=NOON, give_up_at=NOON,
    )  # fmt: skip


def share_right(skill, difficulty):
    character = replace(cast.CHARACTERS[0], skill=skill)
    question = replace(SINGLE, difficulty=difficulty)
    rng = random.Random(1)
    return sum(character.is_right(question, rng) for _ in range(2000)) / 2000


@pytest.mark.parametrize("question", [SINGLE, MULTIPLE])
def test_who_is_right_picks_the_keys_wherever_they_are_shown(question):
    round_ = round_of(question)

    assert set(cast.choose(round_, random.Random(1), right=True)) == round_.key_positions


@pytest.mark.parametrize("question", [SINGLE, MULTIPLE])
def test_who_is_wrong_picks_something_else(question):
    round_ = round_of(question)
    rng = random.Random(1)

    for _ in range(20):
        assert set(cast.choose(round_, rng, right=False)) != round_.key_positions


def test_who_is_wrong_about_two_options_picks_the_other():
    round_ = round_of(TRUE_FALSE, order=(0, 1))

    assert cast.choose(round_, random.Random(1), right=False) == [0]


def test_an_order_is_the_key_or_has_two_options_changed_places():
    round_ = round_of(ORDER)
    rng = random.Random(1)

    assert tuple(cast.arrange(round_, rng, right=True)) == round_.key_order
    for _ in range(20):
        wrong = cast.arrange(round_, rng, right=False)
        assert sum(a != b for a, b in zip(wrong, round_.key_order, strict=True)) == 2


@pytest.mark.parametrize("question", [NUMERIC, SHORT, OUTPUT])
@pytest.mark.parametrize("right", [True, False])
def test_typed_answers_are_understood_and_graded_as_meant(question, right):
    rng = random.Random(1)

    for _ in range(20):
        response, _ = understand(question, cast.type_answer(question, rng, right=right))
        assert grade(question, response).correct is right


def test_who_knows_writes_more_of_the_model_answer():
    rng = random.Random(1)

    full = cast.write_answer(OPEN, rng, right=True)
    poor = cast.write_answer(OPEN, rng, right=False)

    assert len(full) > len(poor) > 0


def test_there_is_something_to_write_about_any_question():
    assert cast.write_answer(SINGLE, random.Random(1), right=True)


def test_the_skilled_are_right_more_often_and_hard_questions_lower_it():
    assert share_right(0.9, 3) > share_right(0.5, 3) > share_right(0.5, 5)
    assert share_right(2, 1) < 1
    assert share_right(0, 5) > 0


def test_nobody_answers_before_the_question():
    rng = random.Random(1)

    assert all(character.delay(rng).total_seconds() > 0 for character in cast.CHARACTERS)
