import contextlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import (
    format_minute,
    format_weekdays,
    format_window,
    parse_time,
    parse_weekdays,
    parse_window,
)
from bot.errors import Unreadable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9:00", "09:00"), ("09:00", "09:00"), ("9", "09:00"), ("0900", "09:00"), ("930", "09:30"),
        ("9am", "09:00"), ("9 AM", "09:00"), ("12am", "00:00"), ("12 pm", "12:00"),
        ("9:30 p.m.", "21:30"), ("21.30", "21:30"), ("21h30", "21:30"), ("21h", "21:00"),
        ("noon", "12:00"), (" Midnight ", "00:00"), ("00:00", "00:00"), ("23:59", "23:59"),
        ("9 o'clock", "09:00"),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text, shown):
    assert format_minute(parse_time(text)) == shown


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("25:00", "hours go from 0 to 23"), ("24:00", "midnight is 00:00"),
        ("9:75", "minutes go from 00 to 59"), ("13pm", "from 1 to 12"), ("0am", "from 1 to 12"),
        ("soon", "not a time of day"), ("", "not a time of day"), ("9:5", "not a time of day"),
        ("-1:00", "not a time of day"), ("9:00:00", "not a time of day"),
    ],
)  # fmt: skip
def test_a_wrong_time_is_told_why_and_shown_a_right_one(text, why):
    with pytest.raises(Unreadable, match=why) as caught:
        parse_time(text)

    assert "09:00" in str(caught.value)


@given(st.integers(0, 1439))
def test_a_time_comes_back_from_how_it_is_shown(minute):
    assert parse_time(format_minute(minute)) == minute


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("daily", "every day"), ("Every Day", "every day"), ("mon-fri", "Mon-Fri"),
        ("weekdays", "Mon-Fri"), ("weekends", "Sat, Sun"), ("mon,wed,fri", "Mon, Wed, Fri"),
        ("Mo We Fr", "Mon, Wed, Fri"), ("Monday to Friday", "Mon-Fri"), ("mon - fri", "Mon-Fri"),
        ("mon\u2013wed, sat", "Mon-Wed, Sat"), ("fri-mon", "Mon, Fri-Sun"),
        ("Tuesdays and Thursdays", "Tue, Thu"), ("weds & sat", "Wed, Sat"), ("sun", "Sun"),
        ("weekends and wed", "Wed, Sat, Sun"), ("sun-sat", "every day"),
    ],
)  # fmt: skip
def test_weekdays_are_read_as_people_write_them(text, shown):
    assert format_weekdays(parse_weekdays(text)) == shown


@pytest.mark.parametrize("text", ["foo", "mon-foo", "t", "mon-wed-fri", "-", "mon, 3"])
def test_a_word_that_is_no_weekday_is_named(text):
    with pytest.raises(Unreadable, match="is not a weekday") as caught:
        parse_weekdays(text)

    assert "mon-fri" in str(caught.value)


def test_no_weekday_at_all_is_refused():
    with pytest.raises(Unreadable, match="No weekday"):
        parse_weekdays(" , ")


@given(st.integers(1, 127))
def test_weekdays_come_back_from_how_they_are_shown(mask):
    assert parse_weekdays(format_weekdays(mask)) == mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("24h", "24 hours"), ("90m", "90 minutes"), ("2d", "2 days"), ("30 min", "30 minutes"),
        ("1h", "1 hour"), ("1h30", "90 minutes"), ("2h 15m", "2 hours 15 minutes"),
        ("1 day, 12 hours", "36 hours"), ("1 week", "7 days"), ("1m", "1 minute"),
        ("1.5 h", "90 minutes"), ("90s", "90 seconds"), ("1 hour and 5 minutes", "65 minutes"),
        ("1 day", "24 hours"),
    ],
)  # fmt: skip
def test_windows_are_read_as_people_write_them(text, shown):
    assert format_window(parse_window(text)) == shown


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("24", "needs a unit"), ("8d", "too long"), ("59s", "too short"), ("0h", "too short"),
        ("soon", "not a length"), ("", "not a length"), ("5 parsecs", "not a length"),
        ("1h soon", "not a length"), ("-1h", "not a length"),
        ("10,000 seconds", "not a length"), ("999999 weeks", "too long"),
    ],
)  # fmt: skip
def test_a_wrong_window_is_told_why_and_shown_a_right_one(text, why):
    with pytest.raises(Unreadable, match=why) as caught:
        parse_window(text)

    assert "24h" in str(caught.value)


@given(st.integers(60, 7 * 86_400))
def test_a_window_comes_back_from_how_it_is_shown(seconds):
    window = timedelta(seconds=seconds)

    assert parse_window(format_window(window)) == window


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    for parse in (parse_time, parse_weekdays, parse_window):
        with contextlib.suppress(Unreadable):
            assert parse(text) is not None
