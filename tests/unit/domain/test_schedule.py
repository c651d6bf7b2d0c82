"""Recurrences; first the daylight-saving rule of the design over all rules of a year."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import ALL_WEEKDAYS, MOST_MISSED, Occurrence, Recurrence

YEAR = 2026
JANUARY = datetime(YEAR, 1, 1, tzinfo=UTC)
NEXT_JANUARY = datetime(YEAR + 1, 1, 1, tzinfo=UTC)
HALF_HOURS = range(0, 24 * 60, 30)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DATES = [date(YEAR, 1, 1) + i * DAY for i in range(365)]


def changes(name):
    """Return the instants of the year at which the zone's UTC offset changes, to the minute."""
    zone = ZoneInfo(name)

    def offset(at):
        return at.astimezone(zone).utcoffset()

    weeks = [JANUARY + timedelta(weeks=i) for i in range(53)] + [NEXT_JANUARY]
    found = []
    for before, after in pairwise(weeks):
        if offset(before) != offset(after):
            low, high = before, after
            while high - low > MINUTE:
                middle = low + (high - low) // MINUTE // 2 * MINUTE
                low, high = (low, middle) if offset(middle) != offset(before) else (middle, high)
            found.append((high, offset(before), offset(after)))
    return tuple(found)


@pytest.fixture(scope="module")
def rules():
    """One zone for each distinct daylight-saving rule of the year, with its changes.

    The design counted 28; the number depends on the release of the zone data (Debian's of early
    2026 has 30, the package `tzdata` 2026.6 has 32). All there are get tested.
    """
    distinct = {changes(name): name for name in sorted(zoneinfo.available_timezones())}
    distinct.pop((), None)
    assert len(distinct) >= 25
    return [(name, found) for found, name in distinct.items()]


def test_no_rule_and_no_half_hour_skips_a_day_of_the_year_or_doubles_one(rules):
    """Each case is a rule and a time of day; at two changes a year this includes the 2,688."""
    for name, _ in rules:
        for minute in HALF_HOURS:
            daily = Recurrence(ALL_WEEKDAYS, minute, name)

            found = daily.between(JANUARY - 2 * DAY, NEXT_JANUARY + 2 * DAY)

            instants = [occurrence.at for occurrence in found]
            assert [o.day for o in found if o.day.year == YEAR] == DATES, (name, minute)
            assert instants == sorted(set(instants)), (name, minute)


def test_around_every_change_the_time_is_the_first_on_the_clock_or_moved_by_the_gap(rules):
    """The clock on the wall is walked minute by minute and compared."""
    cases = 0
    for name, found in rules:
        for change, before, after in found:
            shown = _first_minutes(name, change)
            gap = max(after - before, timedelta())
            for minute in HALF_HOURS:
                daily = Recurrence(ALL_WEEKDAYS, minute, name)
                for occurrence in daily.between(change - DAY, change + DAY):
                    wall = datetime.combine(occurrence.day, datetime.min.time()) + minute * MINUTE
                    expected = shown.get(wall) or shown[wall + gap]
                    assert occurrence.at == expected, (name, wall)
                cases += 1
    assert cases >= 25 * 48 * 2


def _first_minutes(name, change):
    """Return when each local minute around a change is first shown."""
    zone = ZoneInfo(name)
    shown = {}
    for i in range(-3 * 24 * 60, 3 * 24 * 60):
        at = change + i * MINUTE
        shown.setdefault(at.astimezone(zone).replace(tzinfo=None), at)
    return shown


def test_moving_on_from_day_to_day_meets_every_day_around_every_change(rules):
    """As the tick does it: the next one after the last one."""
    for name, found in rules:
        for change, _, _ in found:
            for minute in HALF_HOURS:
                daily = Recurrence(ALL_WEEKDAYS, minute, name)
                last = daily.next_after(change - 3 * DAY)
                for _ in range(5):
                    following = daily.next_after(last.at, after_day=last.day)
                    assert following.day == last.day + DAY, (name, minute)
                    last = following


def test_nine_in_berlin_is_an_hour_earlier_in_utc_in_summer():
    nine = Recurrence(ALL_WEEKDAYS, 9 * 60, "Europe/Berlin")

    winter = nine.next_after(datetime(2026, 3, 28, tzinfo=UTC))
    summer = nine.next_after(winter.at)

    assert winter == Occurrence(date(2026, 3, 28), datetime(2026, 3, 28, 8, tzinfo=UTC))
    assert summer == Occurrence(date(2026, 3, 29), datetime(2026, 3, 29, 7, tzinfo=UTC))


def test_a_time_that_is_left_out_moves_forward_by_the_gap():
    half_past_two = Recurrence(ALL_WEEKDAYS, 150, "Europe/Berlin")

    occurrence = half_past_two.next_after(datetime(2026, 3, 29, tzinfo=UTC))

    assert occurrence.at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "03:30"


def test_a_time_that_is_shown_twice_is_taken_once_and_the_first_time():
    half_past_two = Recurrence(ALL_WEEKDAYS, 150, "Europe/Berlin")

    found = half_past_two.upcoming(datetime(2026, 10, 24, 12, tzinfo=UTC), 2)

    assert [o.at for o in found] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_a_gap_over_midnight_keeps_the_local_date_that_was_meant():
    """In Nuuk 23:00 of 28 March 2026 was 00:00 of the 29th, so 23:30 did not exist."""
    late = Recurrence(ALL_WEEKDAYS, 23 * 60 + 30, "America/Nuuk")
    just_past_midnight = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)

    found = late.upcoming(just_past_midnight, 2)

    assert found == [
        Occurrence(date(2026, 3, 28), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        Occurrence(date(2026, 3, 29), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
    ]


def test_a_date_that_a_zone_left_out_is_not_posted_twice():
    """Samoa had no 30 December 2011."""
    daily = Recurrence(ALL_WEEKDAYS, 9 * 60, "Pacific/Apia")

    found = daily.upcoming(datetime(2011, 12, 29, tzinfo=UTC), 5)

    assert len({o.at for o in found}) == 5


def test_an_occurrence_at_the_very_instant_is_over():
    noon = Recurrence(ALL_WEEKDAYS, 12 * 60, "UTC")

    assert noon.next_after(datetime(2026, 5, 5, 12, tzinfo=UTC)).day == date(2026, 5, 6)


def test_a_day_that_had_its_question_is_passed_over():
    noon = Recurrence(ALL_WEEKDAYS, 12 * 60, "UTC")

    found = noon.next_after(datetime(2026, 5, 5, 9, tzinfo=UTC), after_day=date(2026, 5, 5))

    assert found.day == date(2026, 5, 6)


def test_between_takes_in_its_end_and_leaves_out_its_start():
    noon = Recurrence(ALL_WEEKDAYS, 12 * 60, "UTC")
    start = datetime(2026, 5, 5, 12, tzinfo=UTC)

    assert [o.day.day for o in noon.between(start, start + 2 * DAY)] == [6, 7]
    assert noon.between(start, start) == []
    assert noon.between(start, start - DAY) == []


def test_after_years_away_the_latest_four_hundred_are_returned():
    daily = Recurrence(ALL_WEEKDAYS, 0, "UTC")
    end = datetime(2026, 5, 5, tzinfo=UTC)

    found = daily.between(datetime(2000, 1, 1, tzinfo=UTC), end)

    assert len(found) == MOST_MISSED
    assert found[-1].at == end


@pytest.mark.parametrize(("weekdays", "minute"), [(0, 0), (128, 0), (1, -1), (1, 1440)])
def test_a_recurrence_that_never_comes_is_refused(weekdays, minute):
    with pytest.raises(ValueError, match="not"):
        Recurrence(weekdays, minute, "UTC")


def test_an_instant_without_a_zone_is_refused():
    naive = JANUARY.replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive"):
        Recurrence(1, 0, "UTC").next_after(naive)


zones = st.sampled_from(
    ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
     "America/Havana", "Africa/Casablanca", "Pacific/Chatham", "Pacific/Apia"]
)  # fmt: skip
recurrences = st.builds(Recurrence, st.integers(1, 127), st.integers(0, 1439), zones)
seconds = st.integers(0, 37 * 366 * 86_400)
instants = seconds.map(lambda s: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


@given(recurrences, instants)
def test_the_next_one_is_later_and_on_a_chosen_weekday(recurrence, instant):
    found = recurrence.next_after(instant)

    assert found.at > instant
    assert found.at.tzinfo is UTC
    assert recurrence.weekdays >> found.day.weekday() & 1


@given(recurrences, instants, st.integers(-3, 30))
def test_the_next_one_is_on_a_later_day_than_the_one_given(recurrence, instant, ahead):
    after = instant.date() + ahead * DAY

    found = recurrence.next_after(instant, after_day=after)

    assert found.day > after
    assert found.at >= recurrence.next_after(instant).at


@given(recurrences, instants)
def test_nothing_lies_between_an_instant_and_the_next_one(recurrence, instant):
    found = recurrence.next_after(instant)

    assert recurrence.between(instant, found.at) == [found]
    assert recurrence.next_after(found.at - timedelta(microseconds=1)) == found


@given(recurrences, instants, st.integers(0, 20))
def test_upcoming_is_the_next_one_again_and_again(recurrence, instant, count):
    chain, at = [], instant
    for _ in range(count):
        chain.append(recurrence.next_after(at))
        at = chain[-1].at

    assert recurrence.upcoming(instant, count) == chain


@given(recurrences, instants)
def test_within_a_week_each_chosen_weekday_comes_once(recurrence, instant):
    days = recurrence.weekdays.bit_count()

    found = recurrence.upcoming(instant, days)

    assert {o.day.weekday() for o in found} == {d for d in range(7) if recurrence.weekdays >> d & 1}
