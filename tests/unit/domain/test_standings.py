from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.snowflakes import latest_id
from bot.domain.standings import mean_percent, newest_ranked, rank, rate, week_of, week_start


def test_a_week_begins_on_monday_in_the_groups_zone():
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert week_of(sunday_night, "UTC") == "2026-W47"
    assert week_of(sunday_night, "Asia/Tokyo") == "2026-W48"


def test_the_first_of_january_may_belong_to_the_last_week_of_the_year_before():
    assert week_of(datetime(2027, 1, 1, 12, tzinfo=UTC), "UTC") == "2026-W53"
    assert week_of(datetime(2026, 1, 1, 12, tzinfo=UTC), "UTC") == "2026-W01"


@pytest.mark.parametrize("board_of", [week_of, week_start])
def test_an_instant_without_a_zone_is_refused(board_of):
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive"):
        board_of(naive, "UTC")


@pytest.mark.parametrize(
    ("points", "ranks"),
    [
        ([30, 20, 20, 10], [1, 2, 2, 4]), ([5, 5, 5], [1, 1, 1]), ([], []), ([0], [1]),
        ([10, 30, 20, 20], [4, 1, 2, 2]), ([-1, 0], [2, 1]),
    ],
)  # fmt: skip
def test_ties_share_a_rank_and_the_next_one_is_left_out(points, ranks):
    assert rank(points) == ranks


@given(st.lists(st.integers(-5, 20)))
def test_a_rank_is_one_more_than_those_with_more_points(points):
    assert rank(points) == [1 + sum(other > own for other in points) for own in points]


def test_with_no_answers_accuracy_is_the_groups_mean():
    assert rate(0, 0, 60) == 600_000


def test_one_lucky_answer_does_not_lead():
    assert rate(1000, 1, 60) < rate(18_000, 20, 60)


@given(st.integers(0, 500), st.integers(0, 1000), st.integers(0, 100))
def test_accuracy_lies_between_the_members_own_and_the_groups(answered, own, mean):
    found = rate(own * answered, answered, mean)

    assert min(own * 1000, mean * 10_000) - 1 <= found <= max(own * 1000, mean * 10_000)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_mean_is_rounded_to_whole_percent(score_milli, answered):
    score_milli = min(score_milli, 1000 * answered)

    assert abs(mean_percent(score_milli, answered) - score_milli / answered / 10) <= 0.5


def test_without_answers_there_is_no_mean():
    assert mean_percent(0, 0) == 0


def test_accounts_are_ranked_from_seven_days_on():
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    week_old, younger = (latest_id(now - age) for age in (timedelta(7), timedelta(6, 86_399)))

    assert week_old <= newest_ranked(now) < younger


def test_a_week_starts_on_its_monday():
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert week_start(sunday_night, "UTC").isoformat() == "2026-11-16"
    assert week_start(sunday_night, "Asia/Tokyo").isoformat() == "2026-11-23"
