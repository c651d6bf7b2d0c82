"""Streaks in a member's own zone, days off, and what is told of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.round import AnswerStyle
from bot.domain.streaks import DaysOff, StreakStatus
from bot.errors import Unreadable, UserError
from bot.store.outbox import Chore, Errand
from bot.store.tables import frozen_days, guilds, members, vacations
from tests.questions import EASY, SINGLE
from tests.unit.services.conftest import ANN, BOB, GUILD

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOURS = {"window": timedelta(hours=1), "style": AnswerStyle.BUTTONS}


@pytest.fixture
async def group(world_of):
    """A group that is asked at 09:00 UTC every day, for an hour."""
    async with world_of(SINGLE, EASY) as world:
        await world.schedule(minute=9 * 60, zone="UTC", **HOURS)
        world.clock.set(MONDAY + timedelta(days=1))
        await world.services.tick()
        yield world


async def day(world, *answering: int):
    """Have the day's questions answered, let them close, and wait for the next morning."""
    for round_ in await world.services.history.current(GUILD):
        for member_id in answering:
            await world.answer(round_, member_id)
    await world.tick(hours=1)
    await world.tick(hours=23)


async def status(world, member_id=ANN):
    return await world.services.streaks.status(GUILD, member_id, world.clock.now())


async def rows(world, table):
    async with world.db.read() as conn:
        return [tuple(row) for row in await conn.execute(select(table))]


async def test_missed_days_are_repaired_and_written_down_with_the_next_answer(group):
    await day(group, ANN)
    await day(group)

    assert await status(group) == StreakStatus(1, 1, 1, covered=(date(2026, 6, 3),))
    assert await rows(group, frozen_days) == []

    await day(group, ANN)

    assert await status(group) == StreakStatus(2, 2, 1, repaired=(date(2026, 6, 3),))
    assert await rows(group, frozen_days) == [(GUILD, ANN, date(2026, 6, 3))]


async def test_a_streak_that_has_ended_shows_at_once(group):
    await day(group, ANN)
    for _ in range(3):
        await day(group)

    assert await status(group) == StreakStatus(0, 1, 2)
    assert (await group.services.profiles.profile(GUILD, ANN)).streak.days == 0


async def test_grading_again_spends_nothing_again(group):
    """A crash between the commit and what follows leaves a chore that finds nothing to do."""
    await day(group, ANN)
    await day(group)
    (round_,) = await group.services.history.current(GUILD)
    await group.answer(round_, ANN)
    await group.tick(hours=1)
    before = await rows(group, members), await rows(group, frozen_days)

    errand = Errand(1, Chore.SETTLE, GUILD, round_.id, {}, 0)
    await group.services.closing._settle(errand, await group.rounds.get(round_.id))

    assert (await rows(group, members), await rows(group, frozen_days)) == before


async def test_days_off_are_not_missed_and_stay_known(group):
    await day(group, ANN)
    taken = await group.services.own_time.take_off(GUILD, ANN, 3)
    assert taken.days == DaysOff(date(2026, 6, 3), date(2026, 6, 5))
    assert taken.back_at == datetime(2026, 6, 6, 12, tzinfo=UTC)
    for _ in range(4):
        await day(group)

    assert await status(group) == StreakStatus(1, 1, 1, covered=(date(2026, 6, 6),))
    await day(group, ANN)
    assert (await status(group)).days == 2


async def test_an_answer_on_a_day_off_counts(group):
    await day(group, ANN)
    await group.services.own_time.take_off(GUILD, ANN, 3)
    await day(group, ANN)

    found = await status(group)

    assert (found.days, found.off) == (2, DaysOff(date(2026, 6, 3), date(2026, 6, 5)))


async def test_days_off_extend_merge_and_end_early(group):
    own_time = group.services.own_time
    await own_time.take_off(GUILD, ANN, 3)
    await group.tick(days=1)
    await own_time.take_off(GUILD, ANN, 2)
    assert await rows(group, vacations) == [(GUILD, ANN, date(2026, 6, 2), date(2026, 6, 4))]
    await own_time.take_off(GUILD, ANN, 30)
    assert await rows(group, vacations) == [(GUILD, ANN, date(2026, 6, 2), date(2026, 7, 2))]

    ended = await own_time.back(GUILD, ANN)

    assert ended.is_last
    assert await own_time.back(GUILD, ANN) == ended
    assert await rows(group, vacations) == [(GUILD, ANN, date(2026, 6, 2), date(2026, 6, 3))]
    await group.tick(days=1)
    assert (await own_time.away(GUILD, ANN)).days is None


async def test_days_off_begin_today_where_the_member_is(group):
    await group.services.own_time.set_zone(GUILD, ANN, "Auckland")
    await group.tick(hours=4)

    taken = await group.services.own_time.take_off(GUILD, ANN, 1)

    assert taken.days == DaysOff(date(2026, 6, 3), date(2026, 6, 3))


async def test_who_has_travelled_west_ends_days_off_that_are_to_come(group):
    own_time = group.services.own_time
    await own_time.set_zone(GUILD, ANN, "Pacific/Kiritimati")
    await group.tick(hours=3)
    await own_time.take_off(GUILD, ANN, 5)
    await own_time.set_zone(GUILD, ANN, "Los Angeles")

    await own_time.back(GUILD, ANN)

    assert (await own_time.away(GUILD, ANN)).days is None


async def test_a_question_answered_the_next_morning_counts_for_its_own_day(world_of):
    """In Sydney, Monday's question is answered on Tuesday morning, Tuesday's in the evening."""
    async with world_of(SINGLE, EASY) as world:
        await world.schedule(minute=9 * 60, zone="UTC", window=timedelta(hours=23, minutes=30))
        await world.services.own_time.set_zone(GUILD, ANN, "Australia/Sydney")
        world.clock.set(MONDAY + timedelta(days=1))
        await world.services.tick()
        for hours in (14, 1, 15):
            (round_,) = await world.services.history.current(GUILD)
            await world.tick(hours=hours)
            await world.answer(round_, ANN)
            world.clock.set(round_.opens_at + timedelta(hours=23, minutes=45))
            await world.services.tick()
            world.clock.set(round_.opens_at + timedelta(days=1))
            await world.services.tick()

        assert (await status(world)).days == 3


async def test_travel_costs_no_day(group):
    """Ann answers every day, each time graded elsewhere."""
    for zone in ("Pacific/Kiritimati", "Honolulu", "Sydney", "New York", "UTC", "Tokyo"):
        await group.services.own_time.set_zone(GUILD, ANN, zone)
        await day(group, ANN)

    found = await status(group)
    assert (found.days, found.freezes) == (6, 2)


async def test_a_question_graded_late_joins_the_streak(group):
    """One is open for three days; what is answered meanwhile is graded first."""
    await group.schedule(name="long", minute=20 * 60, window=timedelta(days=3), weekdays=0b10)
    await group.services.history.current(GUILD)
    await group.tick(hours=1)
    await group.tick(hours=10)
    (long,) = await group.services.history.current(GUILD)
    await group.answer(long, ANN)
    await group.tick(hours=13)
    await day(group, ANN, BOB)
    await day(group, ANN, BOB)
    before = await status(group)

    await group.tick(hours=12)

    assert (before.days, (await status(group)).days) == (2, 3)
    assert await rows(group, frozen_days) == []
    assert (await status(group, BOB)).freezes == 2


# ---------------------------------------------------------------------- zones


async def test_a_zone_can_be_set_in_a_server_without_a_schedule(world):
    own_time = world.services.own_time
    assert (await own_time.zone(GUILD, ANN)).name == "UTC"

    found = await own_time.set_zone(GUILD, ANN, "london")

    assert (found.name, found.is_own, found.now.hour) == ("Europe/London", True, 13)
    await world.schedule(zone="Asia/Tokyo")
    assert (await own_time.follow_server(GUILD, ANN)).name == "Asia/Tokyo"
    assert not (await own_time.zone(GUILD, BOB)).is_own


async def test_days_off_can_be_taken_in_a_server_without_a_schedule(world):
    taken = await world.services.own_time.take_off(GUILD, ANN, 2)

    assert taken.days == DaysOff(date(2026, 6, 1), date(2026, 6, 2))
    async with world.db.read() as conn:
        assert (await conn.execute(select(func.count()).select_from(guilds))).scalar_one() == 1


async def test_nonsense_is_no_zone(world):
    with pytest.raises(Unreadable, match="Did you mean"):
        await world.services.own_time.set_zone(GUILD, ANN, "Londn")


# ---------------------------------------------------------------------- the year


async def test_the_year_tells_answers_repaired_days_and_days_off(group):
    await day(group, ANN)
    await day(group)
    await day(group, ANN)
    await group.services.own_time.take_off(GUILD, ANN, 2)

    found = await group.services.streaks.calendar(GUILD, ANN, date(2026, 6, 5))

    assert (found.first, found.today) == (date(2025, 5, 31), date(2026, 6, 5))
    assert found.days == {date(2026, 6, 2): 1, date(2026, 6, 4): 1}
    assert found.frozen == {date(2026, 6, 3)}
    assert found.off == {date(2026, 6, 5)}
    assert found.began == date(2026, 6, 2)


async def test_the_year_of_who_never_answered_is_empty(group):
    found = await group.services.streaks.calendar(GUILD, BOB, date(2026, 6, 5))

    assert (found.days, found.began) == ({}, None)


async def test_the_days_of_the_year_are_those_of_the_member(group):
    await day(group, ANN)
    await group.services.own_time.set_zone(GUILD, ANN, "Pacific/Kiritimati")
    await group.services.own_time.set_zone(GUILD, BOB, "Honolulu")

    ann = await group.services.streaks.calendar(GUILD, ANN, date(2026, 6, 10))
    today = await group.services.streaks.today(GUILD, BOB, group.clock.now())

    assert ann.days == {date(2026, 6, 2): 1}
    assert today == date(2026, 6, 2)


async def test_days_off_are_for_sixty_days_a_year_each_counted_once(world):
    own_time = world.services.own_time
    for _ in range(2):
        await own_time.take_off(GUILD, ANN, 30)
        await own_time.take_off(GUILD, ANN, 30)  # the same days again
        await world.tick(days=30)

    with pytest.raises(UserError, match="60 days in a year"):
        await own_time.take_off(GUILD, ANN, 1)
    assert (await own_time.away(GUILD, ANN)).days is None
    await own_time.take_off(GUILD, BOB, 1)
    await world.tick(days=310)
    assert (await own_time.take_off(GUILD, ANN, 5)).days is not None
