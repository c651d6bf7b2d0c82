import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intervals import wilson
from bot.domain.mastery import Mastery, strongest, weakest


def test_three_of_four_is_not_75_percent():
    low, high = wilson(3, 4)

    assert (round(low, 3), round(high, 3)) == (0.301, 0.954)


@pytest.mark.parametrize(
    ("right", "answered", "low", "high"),
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
    [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ],
)  # fmt: skip
def test_intervals_are_those_of_the_literature(right, answered, low, high):
    assert wilson(right, answered) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(1, 2000), st.floats(0, 1))
def test_an_interval_holds_the_share_and_shrinks_with_more_answers(answered, share):
    low, high = wilson(share * answered, answered)
    closer = wilson(share * answered * 4, answered * 4)

    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    assert closer[1] - closer[0] < high - low


def test_without_answers_nothing_is_known():
    assert wilson(0, 0) == (0, 1)


def test_more_right_than_answered_cannot_be():
    with pytest.raises(ValueError, match="cannot be"):
        wilson(5, 4)


def test_few_answers_are_neither_strong_nor_weak():
    few = [Mastery("lucky", 3000, 3), Mastery("unlucky", 0, 3)]

    assert strongest(few) is None
    assert weakest(few) is None


def test_what_is_sure_comes_before_what_is_lucky():
    topics = [Mastery("sure", 45_000, 50), Mastery("lucky", 4000, 4), Mastery("poor", 20_000, 50)]

    assert strongest(topics).topic == "sure"
    assert weakest(topics).topic == "poor"


def test_a_topic_without_a_mistake_needs_no_practice():
    assert weakest([Mastery("perfect", 9000, 9)]) is None
