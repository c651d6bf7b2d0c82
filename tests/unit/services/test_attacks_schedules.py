"""Schedules changed at the worst moment, by several admins, or while something is on its way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.daily import Draft
from bot.domain.round import AnswerStyle, RoundState, ThreadPolicy
from bot.errors import Gone, NotFound, Refused, Unreachable, UserError
from bot.services.tables import Kind, Wanted
from bot.store.pauses import Pause, PauseStore
from bot.store.schedules import ScheduleStore
from tests.questions import EASY, OPEN, SINGLE
from tests.unit.services.conftest import ADMIN, ANN, CHANNEL, GUILD
from tests.unit.services.gate import Gate

DAY = timedelta(days=1)

SEASON = Wanted(Kind.EFFORT)


async def asked(world) -> list[str]:
    rows = (await world.services.history.history(GUILD, 0)).rows
    return [row.round.question.id for row in rows]


# ---------------------------------------------------------------------- the same question twice


@pytest.mark.parametrize("ahead", [True, False])
async def test_two_schedules_due_at_once_ask_different_questions(world_of, ahead):
    for seed in range(6):
        async with world_of(SINGLE, EASY) as world:
            world.reseed(seed)
            first = await world.schedule()
            await world.schedule(name="second")
            if ahead:
                world.clock.set(first.next_at - timedelta(minutes=2))
                await world.services.daily.look_ahead(world.clock.now())
            world.clock.set(first.next_at)
            await world.tick()

            assert sorted(await asked(world)) == sorted([SINGLE.id, EASY.id])


async def test_a_post_by_hand_at_the_instant_of_the_daily_asks_something_else(world_of):
    for seed in range(6):
        async with world_of(SINGLE, EASY) as world:
            world.reseed(seed)
            schedule = await world.schedule()
            world.clock.set(schedule.next_at)

            await asyncio.gather(
                world.services.schedules.post_now(GUILD, "daily"), world.services.tick()
            )
            await world.tick()

            assert sorted(await asked(world)) == sorted([SINGLE.id, EASY.id])


async def test_two_admins_who_post_at_once_ask_different_questions(world_of):
    for seed in range(6):
        async with world_of(SINGLE, EASY) as world:
            world.reseed(seed)
            for name in ("one", "two"):
                await world.schedule(name=name)

            await asyncio.gather(
                *(world.services.schedules.post_now(GUILD, name) for name in ("one", "two"))
            )

            assert sorted(await asked(world)) == sorted([SINGLE.id, EASY.id])


# ---------------------------------------------------------------------- two admins at once


async def test_two_admins_who_edit_at_once_keep_both_changes(world_of):
    async with world_of(SINGLE, EASY) as world:
        await world.schedule()

        await asyncio.gather(
            world.services.schedules.edit(GUILD, "daily", window=timedelta(hours=2)),
            world.services.schedules.edit(GUILD, "daily", style=AnswerStyle.BUTTONS),
        )

        (after,) = await world.services.schedules.list(GUILD)
        assert (after.window, after.style) == (timedelta(hours=2), AnswerStyle.BUTTONS)


async def test_an_edit_stored_after_a_pause_leaves_the_schedule_paused(world):
    schedule = await world.schedule()
    await PauseStore(world.db).pause(schedule.id, world.clock.now(), Pause("a reason", "a notice"))

    next_ = schedule.recurrence.next_after(world.clock.now())
    await ScheduleStore(world.db).change(schedule, next_, world.clock.now())

    (after,) = await world.services.schedules.list(GUILD)
    assert after.next_at is None
    assert after.paused_reason == "a reason"


async def test_an_edit_while_paused_is_kept_when_it_is_resumed(world):
    await world.schedule()
    await world.services.schedules.pause(GUILD, "daily")

    edited = await world.services.schedules.edit(GUILD, "daily", minute=600)
    resumed = await world.services.schedules.resume(GUILD, "daily")

    assert edited.next_at is None
    assert (resumed.next_at.hour, resumed.next_at.minute) == (10, 0)


async def test_a_time_changed_while_permissions_are_checked_is_the_one_resumed_with(world):
    await world.schedule()
    await world.services.schedules.pause(GUILD, "daily")
    gate = Gate(world.publisher, "missing_permissions")
    resuming = asyncio.ensure_future(world.services.schedules.resume(GUILD, "daily"))
    await gate.reached.wait()

    await world.services.schedules.edit(GUILD, "daily", minute=600)
    gate.open.set()
    resumed = await resuming

    assert resumed.next_at.hour == 10


async def test_a_post_by_hand_of_a_schedule_just_removed_is_refused_kindly(world):
    schedule = await world.schedule()
    await world.services.schedules.remove(GUILD, "daily")

    with pytest.raises(NotFound, match="removed"):
        await world.services.daily.post_now(schedule)


# ---------------------------------------------------------------------- skipping


async def test_skips_are_taken_back_one_by_one_the_last_first(world):
    schedule = await world.schedule()
    skip = world.services.schedules.skip
    await skip(GUILD, "daily")
    await skip(GUILD, "daily")

    once = await skip(GUILD, "daily", undo=True)
    twice = await skip(GUILD, "daily", undo=True)

    assert once.next_at == schedule.next_at + DAY
    assert twice.next_at == schedule.next_at
    with pytest.raises(UserError, match="No skipped post"):
        await skip(GUILD, "daily", undo=True)


async def test_a_skip_taken_back_after_the_time_was_changed_comes_at_the_new_time(world):
    schedule = await world.schedule()
    await world.services.schedules.skip(GUILD, "daily")
    await world.services.schedules.edit(GUILD, "daily", minute=10 * 60)

    back = await world.services.schedules.skip(GUILD, "daily", undo=True)

    assert back.next_at == schedule.next_at + timedelta(hours=1)
    assert back.next_day == schedule.next_day


async def test_a_skip_taken_back_never_puts_the_next_post_off(world):
    """The skipped Monday moves out of the week's days; the next post stays where it is."""
    await world.schedule(weekdays=0b0000001)
    await world.services.schedules.skip(GUILD, "daily")
    edited = await world.services.schedules.edit(GUILD, "daily", weekdays=0b0000010)

    back = await world.services.schedules.skip(GUILD, "daily", undo=True)

    assert back.next_at <= edited.next_at


async def test_a_post_that_is_due_when_the_schedule_is_edited_is_not_lost(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)

    await world.services.schedules.edit(GUILD, "daily", window=timedelta(hours=3))
    await world.tick(seconds=1)

    assert len(world.publisher.posted()) == 1


async def test_the_post_just_made_cannot_be_taken_back_by_an_undo(world):
    schedule = await world.schedule()
    await world.services.schedules.skip(GUILD, "daily")
    world.clock.set(schedule.next_at)

    with pytest.raises(UserError, match="No skipped post"):
        await world.services.schedules.skip(GUILD, "daily", undo=True)


# ---------------------------------------------------------------------- posting and editing at once


async def test_a_card_sent_while_the_channel_was_changed_is_closed_where_it_stands(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.services.claim_and_close()
    gate = Gate(world.publisher, "post")
    (posting,) = await world.rounds.live(0, 1)
    sending = asyncio.ensure_future(world.services.deliveries.hurry(posting.id))
    await gate.reached.wait()

    await world.services.schedules.edit(GUILD, "daily", channel_id=77)
    gate.open.set()
    await sending

    (card,) = world.publisher.posted()
    assert card.channel_id == CHANNEL
    assert (await world.rounds.get(posting.id)).channel_id == CHANNEL


async def test_a_question_still_waiting_to_be_posted_goes_with_its_schedule(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Unreachable("503"))
    world.clock.set(schedule.next_at)
    await world.tick()
    (waiting,) = await world.rounds.live(0, 1)

    await world.services.schedules.remove(GUILD, "daily")
    await world.tick(minutes=1)

    assert world.publisher.posted() == []
    assert (await world.rounds.get(waiting.id)).state is RoundState.VOID


async def test_a_question_posted_unseen_lives_on_when_its_schedule_goes(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Unreachable("time-out"), after=True)
    world.clock.set(schedule.next_at)
    await world.tick()

    await world.services.schedules.remove(GUILD, "daily")
    await world.tick(minutes=1)

    (round_,) = await world.services.history.current(GUILD)
    assert round_.message_id == world.publisher.posted()[0].id


async def test_an_open_round_whose_schedule_was_removed_is_revealed(world):
    round_ = await world.open_round()
    await world.services.schedules.remove(GUILD, "daily")

    assert (await world.close(round_)).state is RoundState.REVEALED


# ---------------------------------------------------------------------- pauses


async def test_trouble_in_a_channel_the_schedule_has_left_does_not_pause_it_again(world):
    schedule = await world.schedule()
    world.publisher.fail("seed", Refused("Viva may not add reactions"), times=99)
    world.clock.set(schedule.next_at)
    await world.tick()

    await world.services.schedules.edit(GUILD, "daily", channel_id=77)
    await world.services.schedules.resume(GUILD, "daily")
    await world.tick(minutes=20)

    (after,) = await world.services.schedules.list(GUILD)
    assert after.paused_at is None
    assert len(world.publisher.notices) == 1


async def test_resuming_elsewhere_is_not_undone_by_a_reveal_lost_with_the_old_channel(world):
    round_ = await world.open_round()
    world.publisher.fail("reveal", Gone("channel"), times=99)
    world.publisher.fail("find_reveal", Gone("channel"), times=99)
    await world.close(round_)

    await world.services.schedules.edit(GUILD, "daily", channel_id=77)
    await world.services.schedules.resume(GUILD, "daily")
    await world.tick(minutes=20)

    (after,) = await world.services.schedules.list(GUILD)
    assert after.paused_at is None


async def test_a_channel_with_several_schedules_is_complained_about_once(world):
    for name in ("one", "two", "three"):
        await world.schedule(name=name)

    await world.services.rounds.channel_deleted(CHANNEL)
    await world.tick()

    assert len(world.publisher.notices) == 1
    assert all(s.paused_at for s in await world.services.schedules.list(GUILD))


async def test_several_admins_are_each_told_of_their_own(world):
    await world.schedule(name="one")
    other = Draft(guild_id=GUILD, channel_id=CHANNEL, created_by=ADMIN + 1, name="two")
    await world.services.schedules.add(other)

    await world.services.rounds.guild_removed(GUILD)
    await world.tick()

    assert len(world.publisher.notices) == 2


async def test_a_thread_deleted_while_away_pauses_and_tells_once(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        world.publisher.fail("thread_posts", Gone("thread"), times=99)

        for _ in range(3):
            await world.restart()
            await world.tick(minutes=1)

        (paused,) = await world.services.schedules.list(GUILD)
        assert "thread" in paused.paused_reason
        assert len(world.publisher.notices) == 1
        assert (await world.rounds.get(round_.id)).thread_id is None


async def test_a_kicked_bot_that_is_back_asks_again_after_a_resume(world):
    schedule = await world.schedule()
    await world.services.rounds.guild_removed(GUILD)
    world.clock.set(schedule.next_at + timedelta(days=9))
    await world.tick()
    await world.services.rounds.guild_joined(GUILD)

    resumed = await world.services.schedules.resume(GUILD, "daily")
    world.clock.set(resumed.next_at)
    await world.tick()

    assert len(world.publisher.posted()) == 1


# ---------------------------------------------------------------------- zones, windows


async def test_the_boards_follow_the_zone_the_schedules_are_moved_to(world):
    await world.schedule()
    await world.services.schedules.edit(GUILD, "daily", zone="Pacific/Auckland")
    world.clock.set(world.clock.now().replace(month=6, day=30, hour=20))

    table = await world.services.standings.table(GUILD, SEASON, viewer_id=1)

    assert table.place.covers == "July 2026"


async def test_the_boards_keep_their_zone_while_a_schedule_uses_it(world):
    await world.schedule()
    await world.schedule(name="second", zone="Pacific/Auckland")
    await world.services.schedules.edit(GUILD, "second", zone="Pacific/Honolulu")
    world.clock.set(world.clock.now().replace(month=6, day=30, hour=20))

    table = await world.services.standings.table(GUILD, SEASON, viewer_id=1)

    assert table.place.covers == "June 2026"


async def test_the_boards_take_the_zone_of_a_schedule_set_up_after_the_others_went(world):
    await world.schedule()
    await world.services.schedules.remove(GUILD, "daily")
    await world.schedule(zone="Pacific/Auckland")
    world.clock.set(world.clock.now().replace(month=6, day=30, hour=20))

    table = await world.services.standings.table(GUILD, SEASON, viewer_id=1)

    assert table.place.covers == "July 2026"


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]
)
async def test_every_local_day_is_asked_once_where_clocks_are_changed(world, start):
    world.clock.set(start)
    await world.schedule(minute=150, zone="Europe/Berlin", window=timedelta(minutes=30))

    for _ in range(5 * 24):
        await world.tick(hours=1)

    rows = (await world.services.history.history(GUILD, 0)).rows
    days = sorted(row.round.day for row in rows)
    assert days == [start.date() + timedelta(days=n) for n in range(5)]


async def test_points_go_to_the_season_and_week_of_the_close_in_the_servers_zone(world):
    """The close at 13:30 UTC on Sunday 31 May is on Monday 1 June in Auckland."""
    world.clock.set(datetime(2026, 5, 30, 13, tzinfo=UTC))
    await world.schedule(zone="Pacific/Auckland", minute=9, style=AnswerStyle.BUTTONS)
    world.clock.set(datetime(2026, 5, 30, 13, 30, tzinfo=UTC))
    round_ = await world.services.schedules.post_now(GUILD, "daily")
    await world.answer(round_, ANN)

    await world.close(round_)

    (row,) = (await world.services.ledger.why(GUILD, ANN)).rows
    assert (row.award.season, row.award.week) == ("s1", "2026-W23")


async def test_windows_longer_than_a_day_overlap_and_each_is_revealed(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule(window=timedelta(days=3), thread=ThreadPolicy.NEVER)
        world.clock.set(schedule.next_at)
        for _ in range(6):
            await world.tick()
            world.clock.advance(days=1)

        states = [row.round.state for row in (await world.services.history.history(GUILD, 0)).rows]

    assert states == [RoundState.OPEN] * 3 + [RoundState.REVEALED] * 3


async def test_a_window_of_a_minute_opens_closes_and_is_revealed(world):
    schedule = await world.schedule(window=timedelta(minutes=1))
    world.clock.set(schedule.next_at)
    await world.tick()
    await world.tick(seconds=60)

    (row,) = (await world.services.history.history(GUILD, 0)).rows
    assert row.round.state is RoundState.REVEALED
