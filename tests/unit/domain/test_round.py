import random
from collections import Counter
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy, draw_order
from tests.unit.domain.samples import closed, question, questions


@given(questions, st.integers())
def test_an_order_shows_every_option_once(question, seed):
    order = draw_order(question, random.Random(seed))

    assert sorted(order) == list(range(len(question.options)))


@given(questions, st.integers())
def test_the_same_seed_draws_the_same_order(question, seed):
    assert draw_order(question, random.Random(seed)) == draw_order(question, random.Random(seed))


def test_options_that_may_not_be_shuffled_keep_their_order():
    scale = closed(QuestionType.TRUE_FALSE, {0}, count=2, shuffle=False)

    orders = {draw_order(scale, random.Random(seed)) for seed in range(50)}

    assert orders == {(0, 1)}


def test_an_order_is_shuffled_whatever_it_says_and_every_display_is_as_likely_as_the_key():
    sample = closed(QuestionType.ORDER, set(), count=3, shuffle=False)
    rng = random.Random(1)

    drawn = Counter(draw_order(sample, rng) for _ in range(6000))

    assert len(drawn) == 6
    assert all(850 < count < 1150 for count in drawn.values())


def test_every_option_comes_first_about_as_often():
    sample = closed(QuestionType.SINGLE, {2})
    rng = random.Random(1)

    first = Counter(draw_order(sample, rng)[0] for _ in range(4000))

    assert set(first) == {0, 1, 2, 3}
    assert all(900 < count < 1100 for count in first.values())


def test_a_question_without_options_has_an_empty_order():
    assert draw_order(question(QuestionType.OPEN), random.Random(0)) == ()


def test_a_round_knows_where_its_right_options_are_shown():
    shown = Round(
        id=1,
        guild_id=2,
        channel_id=3,
        schedule_id=4,
        slot="2026-11-22",
        day=date(2026, 11, 22),
        question=closed(QuestionType.MULTIPLE, {0, 3}),
        order=(2, 3, 1, 0),
        style=AnswerStyle.REACTIONS,
        thread_policy=ThreadPolicy.REVEAL,
        state=RoundState.OPEN,
        nonce="r1",
        opens_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
        closes_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        give_up_at=datetime(2026, 11, 22, 15, tzinfo=UTC),
    )

    assert [option.id for option in shown.options] == ["o2", "o3", "o1", "o0"]
    assert shown.key_positions == {1, 3}
    assert shown.key_order == (3, 2, 0, 1)
