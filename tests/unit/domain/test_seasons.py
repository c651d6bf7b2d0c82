from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.seasons import DAYS, SHORTEST, Season, SeasonKind, end_of, season_name, span_at

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/Santiago",
     "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe"]
)  # fmt: skip
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def local(instant, zone):
    return instant.astimezone(ZoneInfo(zone))


def season(kind, start, end):
    return Season(1, 1, kind, start, end)


@given(INSTANTS, ZONES, st.sampled_from(SeasonKind))
def test_the_first_season_holds_the_instant_and_begins_at_a_local_day(instant, zone, kind):
    start, end = span_at(kind, instant, zone)

    assert start <= instant < end
    first = local(start, zone).date()
    assert (first.day == 1) if kind is SeasonKind.MONTH else (first.weekday() == 0)
    assert local(start - timedelta(milliseconds=1), zone).date() < first


@given(INSTANTS, ZONES, st.sampled_from(SeasonKind))
def test_seasons_follow_one_another_for_years(instant, zone, kind):
    _, end = span_at(kind, instant, zone)
    for _ in range(15):
        following = end_of(kind, end, zone)
        days = (local(following, zone).date() - local(end, zone).date()).days
        assert days == DAYS if kind is SeasonKind.WEEKS else 28 <= days <= 31
        end = following


@given(INSTANTS, ZONES)
def test_a_month_that_is_nearly_over_is_joined_to_the_next(instant, zone):
    end = end_of(SeasonKind.MONTH, instant, zone)

    assert SHORTEST <= end - instant < timedelta(days=39)
    assert local(end, zone).day == 1


def test_a_season_of_four_weeks_that_is_begun_by_day_ends_at_midnight():
    start = datetime(2026, 3, 10, 15, 30, tzinfo=UTC)

    end = end_of(SeasonKind.WEEKS, start, "Europe/Berlin")

    assert local(end, "Europe/Berlin").isoformat() == "2026-04-07T00:00:00+02:00"


@pytest.mark.parametrize(
    ("kind", "start", "name"),
    [
        (SeasonKind.MONTH, "2026-11-01T00:00", "November 2026"),
        (SeasonKind.WEEKS, "2026-11-02T00:00", "2 Nov to 29 Nov 2026"),
        (SeasonKind.WEEKS, "2026-12-14T00:00", "14 Dec 2026 to 10 Jan 2027"),
        (SeasonKind.MONTH, "2026-11-12T17:00", "12 Nov to 30 Nov 2026"),
    ],
)
def test_a_season_is_named_by_its_month_or_its_days(kind, start, name):
    start = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Asia/Tokyo")).astimezone(UTC)

    assert season_name(season(kind, start, end_of(kind, start, "Asia/Tokyo")), "Asia/Tokyo") == name


def test_an_instant_without_a_zone_is_refused():
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive"):
        span_at(SeasonKind.MONTH, naive, "UTC")
