import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.expected import BY_DIFFICULTY, UNKNOWN, WISHED, Outlook, lean, log_odds

counts = st.integers(0, 10_000)
shares = st.floats(0, 1)


@pytest.mark.parametrize("difficulty", range(1, 6))
def test_without_answers_the_difficulty_says_it_all(difficulty):
    assert UNKNOWN.share("q", difficulty) == pytest.approx(BY_DIFFICULTY[difficulty - 1])


def test_eight_answers_count_as_much_as_the_difficulty():
    outlook = Outlook({"q": log_odds(3, 8, 8.0)})

    assert outlook.share("q", 3) == pytest.approx((0.6 + 1.0) / 2)


def test_many_answers_decide_whatever_the_difficulty():
    outlook = Outlook({"q": log_odds(1, 1000, 300.0)})

    assert outlook.share("q", 1) == pytest.approx(0.3, abs=0.01)


def test_a_server_that_does_better_is_expected_to():
    strong, weak = lean(200, 180.0, 0.6), lean(200, 60.0, 0.6)

    assert Outlook(lean=strong).share("q", 3) > 0.8
    assert Outlook(lean=weak).share("q", 3) < 0.4


def test_a_server_of_few_answers_is_taken_for_an_ordinary_one():
    assert lean(0, 0.0, 0.6) == 0
    assert Outlook(lean=lean(2, 2.0, 0.6)).share("q", 3) < 0.65


def test_the_wished_share_weighs_most_and_halves_at_fifteen_points():
    near = Outlook({"q": log_odds(3)})

    assert near.weight("q", 3) == pytest.approx(1)
    assert Outlook({"q": log_odds(3, 10**9, 0.45 * 10**9)}).weight("q", 3) == pytest.approx(0.5)


@given(st.integers(1, 5), st.tuples(counts, shares), st.tuples(counts, shares), shares)
def test_no_question_is_ever_impossible(difficulty, item, server, overall):
    odds = log_odds(difficulty, item[0], item[0] * item[1])
    outlook = Outlook({"q": odds}, lean(server[0], server[0] * server[1], overall))

    assert 0 < outlook.weight("q", difficulty) <= 1
    assert 0 < outlook.share("q", difficulty) < 1


@given(st.integers(1, 5), st.integers(1, 500))
def test_right_answers_raise_what_is_expected_and_wrong_ones_lower_it(difficulty, answered):
    right = Outlook({"q": log_odds(difficulty, answered, float(answered))})
    wrong = Outlook({"q": log_odds(difficulty, answered, 0.0)})

    assert wrong.share("q", 1) < UNKNOWN.share("q", difficulty) < right.share("q", 1)


def test_the_middle_difficulty_begins_at_what_is_wished():
    assert BY_DIFFICULTY[2] == WISHED
