from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.snowflakes import latest_id, stamp_of


def test_an_id_tells_when_it_was_made():
    # The example of Discord's developer documentation, "Snowflakes".
    assert stamp_of(175928847299117063) == datetime(2016, 4, 30, 11, 18, 25, 796000, tzinfo=UTC)


@given(st.datetimes(datetime(2015, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_latest_id_of_an_instant_was_made_then_and_the_next_one_later(instant):
    latest = latest_id(instant)

    assert stamp_of(latest) <= instant < stamp_of(latest + 1)
    assert stamp_of(latest + 1) - stamp_of(latest) == timedelta(milliseconds=1)
