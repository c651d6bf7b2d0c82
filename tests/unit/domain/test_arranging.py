from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.arranging import arrange, sequence
from bot.domain.grading import grade, show_response, understand
from bot.domain.question import QuestionType
from bot.domain.scoring import daily_points
from bot.errors import Unreadable
from tests.unit.domain.samples import closed

FOUR = closed(QuestionType.ORDER, set(), count=4)
counts = st.integers(3, 5)
answers = counts.flatmap(lambda count: st.permutations(range(count)))


def order_of(count):
    return closed(QuestionType.ORDER, set(), count=count)


def score_of(indices):
    sample = order_of(len(indices))
    return grade(sample, arrange(sample, indices)).score


@pytest.mark.parametrize(
    ("indices", "score"),
    [
        ([0, 1, 2, 3], 1), ([3, 0, 1, 2], 2 / 3), ([2, 3, 0, 1], 2 / 3), ([0, 1, 3, 2], 1 / 3),
        ([0, 2, 1, 3], 0), ([3, 2, 1, 0], 0), ([1, 2, 0, 3], 1 / 3),
    ],
)  # fmt: skip
def test_each_adjacent_pair_of_the_key_counts(indices, score):
    assert score_of(indices) == pytest.approx(score)


@given(answers)
def test_a_score_is_between_none_and_all_and_all_only_for_the_key(indices):
    score = score_of(indices)

    assert 0 <= score <= 1
    assert (score == 1) == (indices == sorted(indices))


@given(answers)
def test_an_answer_read_backwards_in_a_reversed_key_scores_the_same(indices):
    last = len(indices) - 1

    assert score_of([last - index for index in reversed(indices)]) == score_of(indices)


@given(answers, st.integers(0, 4))
def test_turning_an_answer_round_costs_or_gains_one_pair_at_most(indices, by):
    turned = indices[by:] + indices[:by]

    assert abs(score_of(turned) - score_of(indices)) * (len(indices) - 1) <= 1 + 1e-9


@given(counts)
def test_no_answer_given_blindly_is_worth_more_than_another(count):
    """Every key is as likely, so a fixed answer earns the mean over all permutations."""
    scores = [score_of(list(indices)) for indices in permutations(range(count))]

    assert sum(scores) / len(scores) == pytest.approx(1 / count)


@given(answers)
def test_an_order_comes_back_from_its_response(indices):
    assert sequence(arrange(order_of(len(indices)), indices)) == tuple(indices)


def test_nothing_answered_is_wrong():
    assert sequence("") == ()
    assert grade(FOUR, "").score == 0


@pytest.mark.parametrize("indices", [[0, 1, 2], [0, 1, 2, 2], [0, 1, 2, 4], [-1, 0, 1, 2], []])
def test_what_is_no_order_of_all_options_is_refused(indices):
    with pytest.raises(ValueError, match="sample-01 takes each option once"):
        arrange(FOUR, indices)


def test_only_a_question_about_an_order_takes_one():
    with pytest.raises(ValueError, match="no options to put in order"):
        arrange(closed(QuestionType.MULTIPLE, {0, 1}), [0, 1, 2, 3])


def test_an_order_is_not_typed():
    with pytest.raises(Unreadable, match="putting its options in order"):
        understand(FOUR, "ABCD")


def test_an_order_is_shown_by_the_letters_of_the_card():
    assert show_response(FOUR, (2, 3, 1, 0), "0,1,2,3") == "D → C → A → B"
    assert show_response(FOUR, (2, 3, 1, 0), "") == ""


def test_a_half_right_order_earns_its_share_of_the_points():
    sample = closed(QuestionType.ORDER, set(), count=3)

    points = daily_points(sample, grade(sample, "1,2,0"))

    assert (points.points, points.score_milli, points.answered, points.correct) == (8, 500, 1, 0)
    assert points.rule.startswith("50% right, difficulty 3 (medium): a share of 15 points")
