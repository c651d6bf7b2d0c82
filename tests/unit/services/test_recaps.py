"""Weekly recaps: posted once, on Mondays, about what was revealed in the week before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.round import AnswerStyle
from bot.errors import Gone, Refused, Unreachable
from bot.store.tables import outbox, recaps, rounds, schedules
from tests.questions import EASY, SINGLE
from tests.unit.services.conftest import ANN, BOB, GUILD

MONDAY = datetime(2026, 6, 8, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
async def world(world_of):
    async with world_of(SINGLE, EASY) as made:
        await made.schedule(recap=True, style=AnswerStyle.BUTTONS)
        yield made


def told(world):
    return [found for _, found in world.publisher.herald.posted.values()]


async def live(world, until, *answering, right=True):
    """Let time pass day by day; members answer every question."""
    while True:
        (schedule,) = await world.services.schedules.list(GUILD)
        if schedule.next_at is None or schedule.next_at >= until:
            break
        world.clock.set(schedule.next_at)
        await world.services.tick()
        for round_ in await world.rounds.in_channel(schedule.channel_id):
            for member_id in answering:
                await world.answer(round_, member_id, right=right)
    world.clock.set(until)
    await world.services.tick()


async def test_a_week_is_looked_back_at_on_monday_when_its_last_question_is_revealed(world):
    await live(world, MONDAY, ANN, BOB)

    (recap,) = told(world)
    assert (recap.first, recap.last) == (datetime(2026, 6, 1).date(), datetime(2026, 6, 7).date())  # noqa: DTZ001
    assert [one.day.day for one in recap.asked] == [2, 3, 4, 5, 6, 7]
    assert all(one.message_id is not None for one in recap.asked)
    assert {one.share for one in recap.asked} == {1.0}
    assert recap.members == 2
    assert sum(mastery.answered for mastery in recap.topics) == 12
    assert recap.revisit == ()
    assert set(recap.themes) == {"transformers", "fundamentals"}


async def test_what_most_missed_is_worth_another_look_the_hardest_first(world):
    await live(world, MONDAY, ANN, right=False)

    (recap,) = told(world)
    assert len(recap.revisit) == len(recap.asked)
    assert [m.share for m in recap.topics] == [0, 0]


async def test_every_week_has_its_own_recap_and_no_question_is_in_two(world):
    await live(world, MONDAY + 2 * WEEK, ANN)

    asked = [one.round_id for recap in told(world) for one in recap.asked]
    assert len(told(world)) == 3
    assert len(asked) == len(set(asked)) == 20


@pytest.mark.parametrize(("away", "posted"), [(timedelta(hours=30), 1), (timedelta(days=5), 0)])
async def test_a_recap_that_was_missed_is_made_up_for_unless_it_is_old_news(world, away, posted):
    await live(world, MONDAY - timedelta(hours=1), ANN)

    world.clock.set(MONDAY + away)
    await world.restart()
    for _ in range(3):
        await world.tick(minutes=1)

    assert len(told(world)) == posted
    async with world.db.read() as conn:
        next_at = (await conn.execute(select(schedules.c.recap_at))).scalar_one()
    assert next_at == MONDAY + WEEK


async def test_a_recap_waits_for_a_reveal_that_is_late(world):
    await live(world, MONDAY - timedelta(hours=1), ANN)
    world.publisher.fail("reveal", Unreachable("away"), times=2)

    world.clock.set(MONDAY)
    await world.services.tick()
    assert told(world) == []

    for _ in range(4):
        await world.tick(minutes=1)
    (recap,) = told(world)
    assert len(recap.asked) == 6


async def test_a_crash_after_a_recap_was_sent_does_not_double_it(world):
    world.publisher.fail("show_recap", Unreachable("the answer is lost"), after=True)

    await live(world, MONDAY, ANN)
    await world.restart()
    await world.tick(minutes=1)

    assert len(told(world)) == 1
    async with world.db.read() as conn:
        assert (await conn.execute(select(recaps.c.message_id))).scalar_one() is not None


@pytest.mark.parametrize("error", [Refused("no"), Gone("channel")])
async def test_a_channel_that_takes_no_recap_loses_it_and_nothing_else(world, error):
    world.publisher.fail("show_recap", error)

    await live(world, MONDAY + timedelta(minutes=1), ANN)

    assert told(world) == []
    async with world.db.read() as conn:
        kinds = (await conn.execute(select(outbox.c.kind))).scalars().all()
    assert "recap" not in kinds
    (schedule,) = await world.services.schedules.list(GUILD)
    assert schedule.paused_at is None


async def test_a_recap_that_discord_does_not_take_for_days_is_left_out(world):
    world.publisher.fail("show_recap", Unreachable("away"), times=1000)
    await live(world, MONDAY, ANN)
    await world.services.schedules.pause(GUILD, "daily")

    for _ in range(20):
        await world.tick(hours=3)

    async with world.db.read() as conn:
        kinds = (await conn.execute(select(outbox.c.kind))).scalars().all()
    assert "recap" not in kinds
    assert told(world) == []


async def test_a_week_without_questions_is_passed_over_in_silence(world):
    await world.services.schedules.pause(GUILD, "daily")

    await live(world, MONDAY + WEEK)

    assert told(world) == []


async def test_an_edit_moves_the_recap_with_the_time_and_tells_nothing_twice(world):
    await live(world, MONDAY, ANN)
    await world.services.schedules.edit(GUILD, "daily", minute=18 * 60)

    await live(world, MONDAY.replace(hour=18), ANN)
    assert len(told(world)) == 1
    await live(world, MONDAY.replace(hour=18) + WEEK, ANN)

    first, second = told(world)
    assert second.recap.until - first.recap.until == timedelta(days=7, hours=9)
    asked = [one.round_id for recap in (first, second) for one in recap.asked]
    assert len(asked) == len(set(asked))


async def test_a_schedule_that_is_removed_takes_its_recap_along(world):
    world.publisher.fail("show_recap", Unreachable("away"))
    await live(world, MONDAY, ANN)

    await world.services.schedules.remove(GUILD, "daily")
    await world.tick(minutes=5)

    assert told(world) == []


async def test_a_schedule_whose_recap_fails_holds_up_no_other(world):
    await live(world, MONDAY - timedelta(hours=1), ANN)
    other = await world.schedule(name="other", recap=True)
    async with world.db.read() as conn:
        first = (await conn.execute(select(rounds.c.id).order_by(rounds.c.id).limit(1))).scalar()
    broken = {"schedule_id": other.id, "snapshot": "{}"}
    change = update(rounds).where(rounds.c.id == first).values(broken)
    await world.db.writer.run(lambda conn: conn.execute(change))

    world.clock.set(MONDAY)
    await world.tick()

    assert [recap.schedule for recap in told(world)] == ["daily"]
