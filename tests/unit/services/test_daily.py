"""Posting: once, on time, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.daily import Draft
from bot.domain.round import RoundState
from bot.errors import Gone, Refused, Unreachable, UserError
from bot.store.tables import schedules
from tests.questions import EASY, OPEN, SINGLE
from tests.unit.services.conftest import CHANNEL, GUILD


async def test_a_question_is_posted_at_its_local_time(world):
    schedule = await world.schedule(minute=15 * 60, zone="Europe/Berlin")

    world.clock.set(schedule.next_at - timedelta(seconds=1))
    await world.tick()
    before = len(world.publisher.posted())
    await world.tick(seconds=1)

    assert before == 0
    assert len(world.publisher.posted()) == 1
    assert schedule.next_at.hour == 13


async def test_a_day_is_posted_once_however_often_the_tick_fires(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)

    for _ in range(3):
        await world.tick(seconds=1)

    assert len(world.publisher.posted()) == 1


async def test_an_api_error_does_not_lose_the_day(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Unreachable("500"), times=3)
    world.clock.set(schedule.next_at)

    for _ in range(8):
        await world.tick(seconds=20)

    assert len(world.publisher.posted()) == 1


async def test_a_post_whose_response_was_lost_is_not_sent_again(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Unreachable("time-out"), after=True)
    world.clock.set(schedule.next_at)

    for _ in range(4):
        await world.tick(seconds=20)

    (message,) = world.publisher.posted()
    (round_,) = await world.services.history.current(GUILD)
    assert round_.message_id == message.id


async def test_a_crash_between_sending_and_storing_posts_nothing_twice(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.services.daily.run_due(world.clock.now())
    (round_,) = await world.rounds.live(0, 10)
    await world.publisher.post(round_)

    await world.restart()
    await world.tick(seconds=1)

    assert len(world.publisher.posted()) == 1
    assert (await world.rounds.get(round_.id)).state is RoundState.OPEN


async def test_a_crash_between_the_claim_and_sending_still_posts(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.services.daily.run_due(world.clock.now())

    await world.restart()
    await world.tick()

    assert len(world.publisher.posted()) == 1


async def test_after_an_outage_only_the_latest_missed_question_is_posted(world):
    schedule = await world.schedule()
    await world.tick()

    world.clock.set(schedule.next_at + timedelta(days=3, hours=2))
    await world.restart()
    await world.tick()

    assert len(world.publisher.posted()) == 1
    (after,) = await world.services.schedules.list(GUILD)
    assert after.next_at == schedule.next_at + timedelta(days=4)


async def test_a_question_missed_by_more_than_its_grace_is_skipped(world):
    schedule = await world.schedule()

    world.clock.set(schedule.next_at + timedelta(hours=6, minutes=1))
    await world.tick()

    assert world.publisher.posted() == []


async def test_a_question_posted_late_keeps_its_whole_window(world):
    schedule = await world.schedule(window=timedelta(hours=1))
    late = schedule.next_at + timedelta(hours=5)

    world.clock.set(late)
    await world.tick()

    (round_,) = await world.services.history.current(GUILD)
    assert round_.closes_at == late + timedelta(hours=1)


async def test_one_servers_error_does_not_hold_up_another(world):
    first = await world.schedule()
    other = Draft(guild_id=2, channel_id=22, created_by=9)
    await world.services.schedules.add(other)
    world.publisher.fail("post", Refused("Viva may not post"))
    world.clock.set(first.next_at)

    await world.tick()

    assert len(world.publisher.posted()) == 1


async def test_a_post_planned_ahead_is_the_one_that_is_posted(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule()
        world.clock.set(schedule.next_at - timedelta(minutes=2))
        looked_at = await world.services.daily.look_ahead(world.clock.now())
        again = await world.services.daily.look_ahead(world.clock.now())

        world.clock.set(schedule.next_at)
        await world.tick()

    assert (looked_at, again) == (1, 0)
    assert len(world.publisher.posted()) == 1


async def test_a_plan_made_before_an_edit_is_dropped(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule()
        world.clock.set(schedule.next_at - timedelta(minutes=2))
        await world.services.daily.look_ahead(world.clock.now())

        await world.services.schedules.edit(GUILD, "daily", max_difficulty=1)
        world.clock.set(schedule.next_at)
        await world.tick()

        (round_,) = await world.services.history.current(GUILD)
    assert round_.question.id == EASY.id


async def test_a_plan_does_not_repeat_what_was_posted_by_hand_meanwhile(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule()
        world.clock.set(schedule.next_at - timedelta(minutes=2))
        await world.services.daily.look_ahead(world.clock.now())
        await world.services.schedules.post_now(GUILD, "daily")

        world.clock.set(schedule.next_at)
        await world.tick()

        asked = [r.question.id for r in await world.services.history.current(GUILD)]
    assert sorted(asked) == sorted([SINGLE.id, EASY.id])


async def test_a_schedule_that_cannot_be_planned_pauses_alone(world):
    schedule = await world.schedule()
    other = Draft(guild_id=2, channel_id=22, created_by=9)
    await world.services.schedules.add(other)
    broken = update(schedules).where(schedules.c.id == schedule.id).values(zone="Mars/Olympus")
    await world.db.writer.run(lambda conn: conn.execute(broken))
    world.clock.set(schedule.next_at)

    await world.tick()

    (paused,) = await world.services.schedules.list(GUILD)
    assert "next time" in paused.paused_reason
    assert len(world.publisher.posted()) == 1


async def test_a_lost_permission_pauses_the_schedule_and_tells_the_admins_once(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Refused("Viva may not post"), times=99)
    world.clock.set(schedule.next_at)

    for _ in range(5):
        await world.tick(minutes=20)

    (paused,) = await world.services.schedules.list(GUILD)
    assert paused.next_at is None
    assert "Viva may not post" in paused.paused_reason
    assert len(world.publisher.notices) == 1


async def test_resuming_within_the_grace_posts_the_question_that_was_refused(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Refused("Viva may not post"))
    world.clock.set(schedule.next_at)
    await world.tick()

    await world.services.schedules.resume(GUILD, "daily")
    await world.tick(seconds=1)

    assert len(world.publisher.posted()) == 1


async def test_a_schedule_is_not_resumed_while_a_permission_is_missing(world):
    await world.schedule()
    await world.services.schedules.pause(GUILD, "daily")
    world.publisher.lacking = ["Send Messages"]

    with pytest.raises(UserError, match="Send Messages"):
        await world.services.schedules.resume(GUILD, "daily")

    (still,) = await world.services.schedules.list(GUILD)
    assert still.paused_at is not None


async def test_a_channel_gone_for_a_moment_does_not_cost_the_schedule(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Gone("channel"))
    world.clock.set(schedule.next_at)
    await world.tick()

    await world.services.schedules.resume(GUILD, "daily")
    await world.tick(seconds=1)

    assert len(world.publisher.posted()) == 1


async def test_another_channel_takes_the_question_that_had_none(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Gone("channel"))
    world.clock.set(schedule.next_at)
    await world.tick()

    await world.services.schedules.edit(GUILD, "daily", channel_id=77)
    await world.services.schedules.resume(GUILD, "daily")
    await world.tick(seconds=1)

    (message,) = world.publisher.posted()
    assert message.channel_id == 77


async def test_a_question_that_cannot_be_posted_in_time_is_given_up_and_said_so(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Unreachable("503"), times=999)
    world.clock.set(schedule.next_at)

    for _ in range(30):
        await world.tick(minutes=16)

    assert "could not post" in world.publisher.notices[0][1]
    assert len(world.publisher.notices) == 1
    assert world.publisher.posted() == []


async def test_post_now_twice_within_a_minute_posts_once(world):
    await world.schedule()
    await world.services.schedules.post_now(GUILD, "daily")

    with pytest.raises(UserError, match="within this minute"):
        await world.services.schedules.post_now(GUILD, "daily")

    assert len(world.publisher.posted()) == 1


async def test_the_trimmings_do_not_hold_up_each_other(world_of):
    async with world_of(OPEN) as world:
        schedule = await world.schedule()
        world.publisher.fail("open_thread", Unreachable("500"))
        world.clock.set(schedule.next_at)

        await world.tick()
        opened = await world.services.history.current(GUILD)
        await world.tick(seconds=10)

        (round_,) = await world.services.history.current(GUILD)
        assert len(opened) == 1
        assert round_.thread_id is not None


async def test_a_skipped_day_is_not_posted_and_can_be_taken_back(world):
    schedule = await world.schedule()
    skipped = await world.services.schedules.skip(GUILD, "daily")

    back = await world.services.schedules.skip(GUILD, "daily", undo=True)

    assert skipped.next_at == schedule.next_at + timedelta(days=1)
    assert back.next_at == schedule.next_at


async def test_changing_the_time_after_the_post_does_not_ask_twice_a_day(world):
    schedule = await world.schedule(minute=13 * 60)
    world.clock.set(schedule.next_at)
    await world.tick()

    edited = await world.services.schedules.edit(GUILD, "daily", minute=18 * 60)

    assert edited.next_day == schedule.next_day + timedelta(days=1)


async def test_questions_do_not_repeat_while_others_are_left(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule(window=timedelta(hours=1))
        world.clock.set(schedule.next_at)
        await world.tick()
        await world.tick(days=1)

        rows = (await world.services.history.history(GUILD, 0)).rows

    assert {row.round.question.id for row in rows} == {SINGLE.id, EASY.id}


async def test_a_question_that_expires_while_viva_runs_is_not_asked_any_more(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule()
        world.bank.expires[EASY.id] = schedule.next_day
        before = (await world.services.schedules.preview(GUILD, "daily")).candidates

        world.clock.set(schedule.next_at)
        await world.tick()

        after = (await world.services.schedules.preview(GUILD, "daily")).candidates
        (round_,) = await world.services.history.current(GUILD)
    assert (before, after) == (2, 1)
    assert round_.question.id == SINGLE.id


async def test_a_schedule_that_no_question_fits_is_refused(world):
    with pytest.raises(UserError, match="No question"):
        await world.schedule(min_difficulty=5)


async def test_a_second_schedule_of_a_name_is_refused(world):
    await world.schedule()

    with pytest.raises(UserError, match="already"):
        await world.schedule()


async def test_the_channel_is_where_it_was_set_up(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.tick()

    assert [message.channel_id for message in world.publisher.posted()] == [CHANNEL]
