from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streaks import MOST_FREEZES, Streak

MONDAY = date(2026, 11, 16)
NEW = Streak()


def after(*missed, start=NEW):
    """Return the streak after one answer for each entry, which says how many days were missed."""
    streak, day = start, start.last_day or MONDAY
    for count in missed:
        day += timedelta(days=1 + count)
        streak = streak.extended(day, count)
    return streak


def test_the_first_answer_begins_a_streak_with_all_freezes():
    assert Streak().extended(MONDAY, 0) == Streak(1, 1, 2, MONDAY)


def test_days_missed_before_the_first_answer_do_not_matter():
    assert Streak().extended(MONDAY, 40) == Streak(1, 1, 2, MONDAY)


def test_each_day_with_an_answer_extends_it():
    assert after(0, 0, 0).days == 3


def test_two_missed_days_are_covered_by_two_freezes():
    streak = after(0, 0, 2)

    assert (streak.days, streak.freezes) == (3, 0)


def test_a_third_missed_day_breaks_it_and_leaves_the_best():
    streak = after(0, 0, 0, 3)

    assert (streak.days, streak.best) == (1, 3)


def test_freezes_that_could_not_save_it_are_kept():
    assert after(0, 3).freezes == 2


def test_spent_freezes_cover_no_more():
    assert after(0, 2, 1).days == 1


def test_seven_days_give_a_freeze_back():
    streak = after(0, 2)

    almost, seventh = after(*[0] * 4, start=streak), after(*[0] * 5, start=streak)

    assert (almost.days, almost.freezes) == (6, 0)
    assert (seventh.days, seventh.freezes) == (7, 1)


def test_a_freeze_spent_on_the_seventh_day_comes_straight_back():
    assert after(0, 0, 0, 0, 0, 0, 1) == Streak(7, 7, 2, MONDAY + timedelta(days=8))


def test_a_second_answer_on_a_day_or_an_older_one_changes_nothing():
    streak = after(0, 0)

    assert streak.extended(streak.last_day, 0) is streak
    assert streak.extended(streak.last_day - timedelta(days=1), 0) is streak


def test_a_negative_number_of_missed_days_is_a_fault():
    with pytest.raises(ValueError, match="-1"):
        Streak().extended(MONDAY, -1)


histories = st.lists(st.integers(0, 4), max_size=60)


@given(histories)
def test_a_streak_keeps_its_bounds(missed):
    streak = after(*missed)

    assert 0 <= streak.freezes <= MOST_FREEZES
    assert min(1, len(missed)) <= streak.days <= len(missed)
    assert streak.days <= streak.best <= len(missed)


@given(histories, st.integers(0, 4))
def test_an_answer_makes_a_streak_one_longer_or_begins_a_new_one(missed, more):
    before = after(*missed)

    following = after(more, start=before)

    assert following.days == (before.days + 1 if more <= before.freezes else 1)
    assert following.best >= before.best


@given(st.lists(st.just(0), max_size=60))
def test_answering_every_day_never_spends_a_freeze(missed):
    streak = after(*missed)

    assert (streak.days, streak.freezes) == (len(missed), MOST_FREEZES)


@given(histories, st.integers(0, 4), st.integers(0, 4))
def test_missing_fewer_days_is_never_worse(missed, one, other):
    start = after(*missed)
    fewer, more = (after(count, start=start).days for count in sorted((one, other)))

    assert fewer >= more
