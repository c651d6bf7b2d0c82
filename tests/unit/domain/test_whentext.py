from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.whentext import FURTHEST, parse_when
from bot.errors import Unreadable

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
"""A Friday, 18:30 in Berlin."""


def read(text, zone="Europe/Berlin", now=NOW):
    return parse_when(text, zone, now)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-12-01 19:00", "2026-12-01 18:00"), ("2026-12-01T19:00", "2026-12-01 18:00"),
        ("2026-12-1 7 pm", "2026-12-01 18:00"), ("tomorrow 19:00", "2026-11-21 18:00"),
        ("Tomorrow at 7pm", "2026-11-21 18:00"), ("tonight 20", "2026-11-20 19:00"),
        ("today 19:00", "2026-11-20 18:00"), ("19:00", "2026-11-20 18:00"),
        ("18:00", "2026-11-21 17:00"), ("noon", "2026-11-21 11:00"),
        ("fri 19:00", "2026-11-20 18:00"), ("fri 18:00", "2026-11-27 17:00"),
        ("Monday, 9.30", "2026-11-23 08:30"), ("in 2h", "2026-11-20 19:30"),
        ("in 10 days", "2026-11-30 17:30"), ("in 1h30", "2026-11-20 19:00"),
        ("<t:1796150400:F>", "2026-12-01 18:40"), ("9 o'clock", "2026-11-21 08:00"),
    ],
)  # fmt: skip
def test_times_to_come_are_read_as_people_write_them(text, at):
    assert f"{read(text):%Y-%m-%d %H:%M}" == at


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("today 18:00", "has passed in Europe/Berlin"), ("2026-11-19 19:00", "has passed"),
        ("2027-02-01 19:00", "60 days at most"), ("in 3000 days", "60 days at most"),
        ("in 0m", "has passed"), ("<t:99999999999>", "60 days at most"),
        ("2026-13-01 19:00", "no such date"), ("2026-02-30 19:00", "no such date"),
        ("someday 19:00", "not a date and time"), ("soon", "not a date and time"),
        ("fri 25:00", "hours go from 0 to 23"), ("in a while", "not a length of time"),
        ("", "not a date and time"), ("tomorrow", "not a date and time"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_why(text, why):
    with pytest.raises(Unreadable, match=why):
        read(text)


def test_a_time_that_the_clocks_leave_out_moves_forward_and_of_two_the_first_counts():
    spring = datetime(2026, 3, 28, 12, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC)

    assert read("tomorrow 02:30", now=spring) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert read("tomorrow 02:30", now=autumn) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.text(max_size=30), st.sampled_from(["UTC", "Asia/Kolkata", "America/Sao_Paulo"]))
def test_whatever_is_written_becomes_a_time_ahead_or_is_refused(text, zone):
    try:
        at = read(text, zone)
    except Unreadable:
        return
    assert timedelta(0) < at - NOW <= FURTHEST
