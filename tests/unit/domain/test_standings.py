from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.standings import rank, season_of, shrunken_accuracy, week_of


def test_a_season_is_a_calendar_month_of_the_groups_zone():
    eve = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)

    assert season_of(eve, "UTC") == "2026-10"
    assert season_of(eve, "Europe/Berlin") == "2026-11"
    assert season_of(eve, "America/New_York") == "2026-10"


def test_a_week_begins_on_monday_in_the_groups_zone():
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert week_of(sunday_night, "UTC") == "2026-W47"
    assert week_of(sunday_night, "Asia/Tokyo") == "2026-W48"


def test_the_first_of_january_may_belong_to_the_last_week_of_the_year_before():
    assert week_of(datetime(2027, 1, 1, 12, tzinfo=UTC), "UTC") == "2026-W53"
    assert week_of(datetime(2026, 1, 1, 12, tzinfo=UTC), "UTC") == "2026-W01"


@pytest.mark.parametrize("board_of", [season_of, week_of])
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
    assert shrunken_accuracy(0, 0, 0.6) == pytest.approx(0.6)


def test_one_lucky_answer_does_not_lead():
    assert shrunken_accuracy(1, 1, 0.6) < shrunken_accuracy(18, 20, 0.6)


@given(st.integers(0, 500), st.floats(0, 1), st.floats(0, 1))
def test_accuracy_lies_between_the_members_own_and_the_groups(answered, own, mean):
    found = shrunken_accuracy(own * answered, answered, mean)

    assert min(own, mean) - 1e-9 <= found <= max(own, mean) + 1e-9
