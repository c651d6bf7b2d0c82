from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streaks import (
    MOST_FREEZES,
    Asked,
    DaysOff,
    Past,
    Streak,
    StreakStatus,
    days_asked,
    start_of,
    status,
)

MONDAY = date(2026, 11, 16)
NEW = Streak()
ZONES = ("UTC", "Australia/Sydney", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati")


def day(number):
    """The day so many days after the first Monday."""
    return MONDAY + timedelta(days=number)


def noon(number, zone="UTC"):
    local = day(number)
    return datetime(local.year, local.month, local.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def kept(*numbers, start=NEW, asked=None, off=()):
    """Answer the questions of these days; every day up to the last was asked, unless said."""
    streak, repaired = start, []
    for number in numbers:
        asked_days = range(number) if asked is None else [a for a in asked if a < number]
        past = Past("UTC", {day(a): noon(a) for a in asked_days}, off=off)
        grown = streak.extended(noon(number), past)
        streak, repaired = grown.streak, [*repaired, *grown.repaired]
    return streak, repaired


def figures(streak):
    return streak.days, streak.best, streak.freezes


def test_the_first_answer_begins_a_streak_with_all_freezes():
    streak, _ = kept(0)

    assert streak == Streak(1, 1, 2, noon(0), start_of(day(1), "UTC"))


def test_days_missed_before_the_first_answer_do_not_matter():
    assert figures(kept(40)[0]) == (1, 1, 2)


def test_two_missed_days_are_repaired_by_two_freezes():
    streak, repaired = kept(0, 1, 4)

    assert figures(streak) == (3, 3, 0)
    assert repaired == [day(2), day(3)]


def test_a_third_missed_day_ends_it_and_leaves_the_best_and_the_freezes():
    streak, repaired = kept(0, 1, 2, 6)

    assert figures(streak) == (1, 3, 2)
    assert repaired == []


def test_spent_freezes_repair_no_more():
    assert kept(0, 3, 5)[0].days == 1


def test_seven_days_give_a_freeze_back():
    assert figures(kept(0, 3, 4, 5, 6, 7)[0]) == (6, 6, 0)
    assert figures(kept(0, 3, 4, 5, 6, 7, 8)[0]) == (7, 7, 1)


def test_a_freeze_spent_on_the_seventh_day_comes_straight_back():
    assert figures(kept(*range(6), 7)[0]) == (7, 7, 2)


def test_days_without_a_question_neither_extend_nor_break():
    assert figures(kept(0, 20, asked=[0])[0]) == (2, 2, 2)


def test_days_off_are_not_missed_and_an_answer_on_one_counts():
    off = (DaysOff(day(1), day(8)),)

    assert figures(kept(0, 5, 9, off=off)[0]) == (3, 3, 2)


def test_a_second_question_of_a_day_changes_nothing_but_what_is_kept_in_mind():
    streak, _ = kept(0, 1)
    evening = noon(1) + timedelta(hours=9)

    grown = streak.extended(evening, Past("UTC"))

    assert not grown.is_new_day
    assert figures(grown.streak) == figures(streak)
    assert grown.streak.last_at == evening


def test_a_question_counts_for_the_day_it_opened_where_the_member_is():
    """Monday 23:00 in Berlin and Tuesday 09:00 there are one day in Sydney, two in Berlin."""
    late, morning = (datetime(2026, 11, *at, tzinfo=UTC) for at in ((16, 22), (17, 8)))

    for zone, days in (("Australia/Sydney", 1), ("Europe/Berlin", 2)):
        first = NEW.extended(late, Past(zone)).streak
        assert first.extended(morning, Past(zone)).streak.days == days


def test_a_day_with_a_question_that_is_still_open_is_not_missed():
    questions = [Asked(noon(0)), Asked(noon(1)), Asked(noon(1), is_graded=False)]

    assert days_asked(questions, "UTC") == {day(0): noon(0)}


def test_what_opened_on_a_day_that_was_kept_is_not_missed_in_another_zone():
    """Friday 23:00 in Berlin is Saturday in Tokyo, where nothing else is asked on Saturday."""
    friday, monday = day(4), day(7)
    morning, night = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (8, 22))
    streak = NEW.extended(morning, Past("Europe/Berlin")).streak
    past = Past("Asia/Tokyo", days_asked([Asked(morning), Asked(night)], "Asia/Tokyo"))

    assert list(past.asked) == [friday, day(5)]
    assert past.missed(streak, monday) == ()


def test_a_day_graded_late_joins_the_streak_it_belongs_to():
    """Tuesday was graded while Monday's question, open for a week, was not."""
    streak, _ = kept(0, 2, asked=[0])

    grown = streak.extended(noon(1), Past("UTC", {day(0): noon(0)}, {day(0), day(2)}))

    assert grown.is_new_day
    assert figures(grown.streak) == (3, 3, 2)
    assert grown.streak.last_at == noon(2)


def test_a_day_graded_late_of_a_streak_that_has_ended_changes_nothing():
    streak, _ = kept(0, 6)
    past = Past("UTC", {day(n): noon(n) for n in (0, 2, 3, 4, 5)}, {day(0), day(6)})

    assert streak.extended(noon(1), past).streak == streak


# ---------------------------------------------------------------------- how it stands


def test_the_status_tells_what_freezes_will_repair():
    streak, _ = kept(0, 1)
    past = Past("UTC", {day(n): noon(n) for n in range(3)})

    assert status(streak, past, noon(3)) == StreakStatus(2, 2, 1, covered=(day(2),))


def test_today_is_not_missed_before_it_is_over():
    streak, _ = kept(0, 1)
    past = Past("UTC", {day(n): noon(n) for n in range(3)})

    assert status(streak, past, noon(2)) == StreakStatus(2, 2, 2)


def test_a_streak_that_has_ended_is_shown_as_none_with_the_best():
    streak, _ = kept(0, 1, 2)
    past = Past("UTC", {day(n): noon(n) for n in range(6)})

    assert status(streak, past, noon(6)) == StreakStatus(0, 3, 2)
    assert status(NEW, past, noon(6)) == StreakStatus(0, 0, 2)


def test_the_status_tells_repaired_days_of_the_last_week_and_days_off():
    streak, repaired = kept(0, 1, 3)
    off = DaysOff(day(4), day(20))
    past = Past("UTC", frozen=(*repaired, day(-20)), off=(off,))

    found = status(streak, past, noon(5))

    assert (found.repaired, found.off) == ((day(2),), off)


# ---------------------------------------------------------------------- properties

histories = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.sampled_from([False] * 4 + [True])), max_size=60
)
"""A day: whether the group was asked, the member would answer, and was off."""


def expected(history):
    """Walk the days one by one, as a person would on paper."""
    days = best = unspent = 0
    freezes, spent, begun = MOST_FREEZES, [], False
    for number, (asked, answers, off) in enumerate(history):
        if asked and answers:
            if not begun or unspent > freezes:
                days = 0
                spent = [s for s in spent if s[1]]
            else:
                freezes -= unspent
                spent = [(s, True) for s, _ in spent]
            begun, unspent, days = True, 0, days + 1
            best = max(best, days)
            freezes = min(freezes + (days > 1 and days % 7 == 0), MOST_FREEZES)
        elif asked and begun and not off:
            unspent += 1
            spent.append((number, False))
    alive = days if unspent <= freezes else 0
    return (days, best, freezes), [day(s) for s, is_spent in spent if is_spent], alive


def walk(history):
    off = tuple(DaysOff(day(n), day(n)) for n, (_, _, is_off) in enumerate(history) if is_off)
    asked = [n for n, (is_asked, _, _) in enumerate(history) if is_asked]
    answered = [n for n in asked if history[n][1]]
    streak, repaired = kept(*answered, asked=asked, off=off)
    past = Past("UTC", {day(n): noon(n) for n in asked}, off=off)
    return streak, repaired, status(streak, past, noon(len(history)))


@given(histories)
def test_a_streak_is_what_counting_day_by_day_gives(history):
    streak, repaired, stands = walk(history)

    counted, spent, alive = expected(history)
    assert figures(streak) == counted
    assert repaired == spent
    assert stands.days == alive


@given(histories)
def test_the_status_foretells_what_the_next_answer_does(history):
    streak, _, stands = walk(history)
    *_, now = walk([*history, (True, True, False)])

    assert now.days == stands.days + 1
    assert stands.best == streak.best


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(ZONES)), min_size=1, max_size=30))
def test_who_answers_every_question_loses_no_day_by_travelling(stays):
    """A question every 5 hours or more; each is graded where the member is then."""
    streak, opened, questions = NEW, noon(0), []
    for pause, zone in stays:
        opened += timedelta(hours=5 * (1 + pause))
        past = Past(zone, days_asked([Asked(at) for at in questions], zone))
        grown = streak.extended(opened, past)
        questions.append(opened)
        assert grown.repaired == ()
        assert grown.streak.days >= streak.days
        streak = grown.streak

    assert streak.freezes == MOST_FREEZES


def moving(zones, hours=(9, 20)):
    """Answer the questions of thirty days, each graded in the next of these zones."""
    streak, questions, bonus = NEW, [], 0
    for number in range(30 * len(hours)):
        zone = zones[number % len(zones)]
        opened = noon(number // len(hours)) + timedelta(hours=hours[number % len(hours)] - 12)
        past = Past(zone, days_asked([Asked(at) for at in questions], zone))
        grown = streak.extended(opened, past)
        questions.append(opened)
        streak, bonus = grown.streak, bonus + grown.is_new_day
        assert not grown.repaired
    return streak, bonus


def test_moving_to_and_fro_gains_no_days():
    """Nine in London is still the evening before, and eight in the evening tomorrow, elsewhere."""
    assert moving(["UTC"])[0].days == 30
    assert moving(["UTC", "Pacific/Kiritimati"])[0].days <= 32


@given(st.lists(st.sampled_from(ZONES), min_size=1, max_size=60), st.sampled_from([1, 2, 4]))
def test_no_more_days_than_go_by_are_counted_wherever_the_member_is(zones, times):
    """And one question a day is a day each, however often the zone changes."""
    streak, bonus = moving(zones, [9, 11, 15, 20][:times])

    assert streak.days == bonus <= 33
    if times == 1:
        assert streak.days == 30


@given(st.lists(st.booleans(), min_size=1, max_size=24), st.randoms(use_true_random=False))
def test_grading_in_any_order_spends_no_freeze_twice_and_counts_no_day_twice(answers, chance):
    """Two questions a day, each answered or not."""
    opened = [noon(n // 2) + timedelta(hours=6 * (n % 2)) for n in range(len(answers))]
    days = {at.date() for at, answered in zip(opened, answers, strict=True) if answered}
    order = list(range(len(answers)))
    chance.shuffle(order)
    streak, repaired, graded = NEW, [], set()
    for number in order:
        if answers[number]:
            questions = [Asked(at, is_graded=n in graded) for n, at in enumerate(opened)]
            done = {opened[n].date() for n in graded if answers[n]}
            past = Past("UTC", days_asked(questions, "UTC"), done, frozen=repaired)
            freezes, grown = streak.freezes, streak.extended(opened[number], past)
            streak, repaired = grown.streak, [*repaired, *grown.repaired]
            assert len(grown.repaired) <= freezes
        graded.add(number)

    assert len(repaired) == len(set(repaired))
    assert not days & set(repaired)
    assert 0 <= streak.freezes <= MOST_FREEZES
    assert streak.days <= streak.best <= len(days)
    if all(answers):
        assert streak.days == len(days)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "America/Santiago"])
def test_a_year_of_answers_late_in_the_evening_is_a_year_of_days(zone):
    """Asked at 09:00 in Berlin all year, through the clock changes of both places."""
    streak = NEW
    for number in range(365):
        streak = streak.extended(noon(number, "Europe/Berlin"), Past(zone)).streak

    assert streak.days == 365
