"""What the other tests would let pass: found by breaking lines one at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.daily import Draft
from bot.domain.round import AnswerStyle, RoundState
from bot.errors import Refused, Unreachable
from bot.services.publisher import ThreadPost
from bot.services.tables import Kind, Period, Wanted
from tests.questions import EASY, OPEN, SINGLE
from tests.unit.services.conftest import ANN, BOB, GUILD

MONDAY_WEDNESDAY, TUESDAY = 0b101, 0b010

EFFORT = Wanted(Kind.EFFORT, Period.ALL)


async def test_a_reveal_given_up_for_want_of_a_permission_follows_when_it_is_resumed(world):
    round_ = await world.open_round()
    world.publisher.fail("reveal", Refused("Viva may not post"), times=2)
    await world.close(round_)
    await world.tick(days=1, minutes=1)
    given_up = await world.rounds.get(round_.id)

    await world.services.schedules.resume(GUILD, "daily")
    await world.tick()

    assert given_up.state is RoundState.CLOSED
    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED


async def test_a_day_answered_in_a_round_still_open_costs_no_freeze(world_of):
    async with world_of(SINGLE, EASY) as world:
        common = {"minute": 13 * 60, "style": AnswerStyle.BUTTONS}
        await world.schedule(weekdays=MONDAY_WEDNESDAY, window=timedelta(hours=1), **common)
        await world.schedule(name="long", weekdays=TUESDAY, window=timedelta(days=7), **common)
        world.clock.advance(hours=1)
        for _ in range(3):
            await world.services.tick()
            for round_ in await world.services.history.current(GUILD):
                await world.answer(round_, ANN)
            await world.tick(hours=1)
            world.clock.advance(hours=23)

        member = (await world.services.profiles.profile(GUILD, ANN)).member
        assert (member.streak, member.freezes) == (2, 2)


async def test_a_post_by_hand_does_not_use_up_the_day(world):
    schedule = await world.schedule(minute=13 * 60)
    await world.services.schedules.post_now(GUILD, "daily")

    edited = await world.services.schedules.edit(GUILD, "daily", window=timedelta(hours=2))

    assert edited.next_at == schedule.next_at


async def test_a_plan_made_before_the_channel_was_changed_is_dropped(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at - timedelta(minutes=2))
    await world.services.daily.look_ahead(world.clock.now())

    await world.services.schedules.edit(GUILD, "daily", channel_id=77)
    world.clock.set(schedule.next_at)
    await world.tick()

    assert [message.channel_id for message in world.publisher.posted()] == [77]


@pytest.mark.parametrize("seed", range(6))
async def test_a_plan_never_repeats_what_was_posted_by_hand_meanwhile(world_of, seed):
    async with world_of(SINGLE, EASY) as world:
        world.reseed(seed)
        schedule = await world.schedule()
        world.clock.set(schedule.next_at - timedelta(minutes=2))
        await world.services.daily.look_ahead(world.clock.now())
        await world.services.schedules.post_now(GUILD, "daily")

        world.clock.set(schedule.next_at)
        await world.tick()

        asked = {r.question.id for r in await world.services.history.current(GUILD)}
    assert asked == {SINGLE.id, EASY.id}


async def test_servers_whose_posts_are_stuck_hold_up_no_other(world):
    crowd = range(2, 27)
    for guild_id in crowd:
        draft = Draft(guild_id=guild_id, channel_id=guild_id * 10, created_by=1)
        schedule = await world.services.schedules.add(draft)
    stuck, post = asyncio.Event(), world.publisher.post
    all_in, waiting = asyncio.Event(), []

    async def slow(round_):
        waiting.append(round_.id)
        if len(waiting) == len(crowd):
            all_in.set()
        await stuck.wait()
        return await post(round_)

    world.publisher.post = slow
    world.clock.set(schedule.next_at)
    await world.services.claim_and_close()
    await world.services.deliveries.pump()
    await all_in.wait()
    world.publisher.post = post
    await world.schedule(name="mine", minute=schedule.minute + 1)
    world.clock.advance(minutes=1)
    await world.services.claim_and_close()

    await world.services.deliveries.pump()
    (posting,) = [r for r in await world.rounds.live(0, 99) if r.guild_id == GUILD]
    in_hand = [task.get_name() for task in asyncio.all_tasks()]
    stuck.set()
    await world.services.deliveries.drain()

    assert f"post-{posting.id}" in in_hand


async def test_a_card_that_cannot_be_read_for_a_moment_is_read_before_the_grading(world):
    round_ = await world.open_round()
    world.publisher.vote(round_, ANN, min(round_.key_positions))
    world.publisher.fail("votes", Unreachable("503"), times=2)
    await world.close(round_)

    for _ in range(3):
        await world.tick(minutes=1)

    stats = await world.services.profiles.profile(GUILD, ANN)
    assert stats.sums.points == 15


async def test_reactions_are_heard_again_after_a_restart(world):
    round_ = await world.open_round()

    await world.restart()

    assert world.services.answers.by_message(round_.message_id).id == round_.id


async def test_a_message_written_after_the_close_is_no_answer(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        written = round_.closes_at + timedelta(seconds=1)
        message_id = (int(written.timestamp() * 1000) - 1_420_070_400_000) << 22
        world.publisher.threads[round_.thread_id] = [ThreadPost(message_id, ANN, "too late")]

        await world.close(round_)

        assert await world.services.answers.held(round_.id, ANN) is None


async def test_a_question_waiting_when_its_channel_goes_is_posted_in_the_next_one(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Unreachable("503"))
    world.clock.set(schedule.next_at)
    await world.tick()

    await world.services.rounds.channel_deleted(schedule.channel_id)
    await world.services.schedules.edit(GUILD, "daily", channel_id=77)
    await world.services.schedules.resume(GUILD, "daily")
    await world.tick(minutes=1)

    assert [message.channel_id for message in world.publisher.posted()] == [77]


async def test_a_round_that_has_closed_says_so_before_it_is_graded(world):
    round_ = await world.open_round()
    world.clock.set(round_.closes_at)

    await world.services.claim_and_close()

    assert world.services.answers.by_id(round_.id).state is RoundState.CLOSED


async def test_a_member_who_is_back_and_answers_is_on_the_board_again(world):
    first = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(first, ANN)
    await world.close(first)
    await world.services.rounds.member_left(GUILD, ANN)
    gone = await world.services.standings.table(GUILD, EFFORT, viewer_id=BOB)

    second = await world.services.schedules.post_now(GUILD, "daily")
    await world.answer(second, ANN)
    await world.close(second)
    back = await world.services.standings.table(GUILD, EFFORT, viewer_id=BOB)

    assert [row.member_id for row in gone.rows] == []
    assert [row.member_id for row in back.rows] == [ANN]


async def test_a_post_some_seconds_late_closes_when_it_was_meant_to(world):
    schedule = await world.schedule(window=timedelta(hours=1))
    world.clock.set(schedule.next_at + timedelta(seconds=40))

    await world.tick()

    (round_,) = await world.services.history.current(GUILD)
    assert round_.closes_at == schedule.next_at + timedelta(hours=1)


async def test_a_post_missed_for_too_long_is_left_out_without_a_word(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at + timedelta(hours=6, minutes=1))

    await world.tick()

    assert world.publisher.calls["notify_admins"] == 0
    assert await world.rounds.live(0, 9) == []
    assert (await world.services.history.history(GUILD, ANN)).rows == ()


@pytest.mark.parametrize("seed", range(6))
async def test_a_plan_does_not_repeat_what_was_asked_the_day_before(world_of, seed):
    async with world_of(SINGLE, EASY) as world:
        world.reseed(seed)
        schedule = await world.schedule(window=timedelta(days=2))
        world.clock.set(schedule.next_at)
        await world.tick()
        world.clock.advance(hours=23, minutes=58)
        await world.services.daily.look_ahead(world.clock.now())
        await world.tick(minutes=2)

        asked = {r.question.id for r in await world.services.history.current(GUILD)}
    assert asked == {SINGLE.id, EASY.id}


async def test_admins_told_of_a_pause_are_not_told_again_when_the_post_is_given_up(world):
    schedule = await world.schedule()
    world.publisher.fail("post", Refused("Viva may not post"), times=999)
    world.clock.set(schedule.next_at)

    for _ in range(30):
        await world.tick(minutes=16)

    assert len(world.publisher.notices) == 1
    assert await world.rounds.live(0, 9) == []


async def test_a_closed_card_that_may_not_be_edited_is_let_be(world):
    round_ = await world.open_round()
    await world.services.schedules.pause(GUILD, "daily")
    world.publisher.fail("retire_card", Refused("Viva may not edit its message"), times=999)

    await world.close(round_)
    await world.tick(hours=1)

    assert world.publisher.calls["retire_card"] == 1


async def test_a_count_on_an_old_card_is_shown_once_a_minute(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    world.clock.advance(hours=2)
    await world.answer(round_, ANN)
    await world.tick()
    await world.answer(round_, BOB)

    await world.tick(seconds=30)
    early = world.publisher.calls["show_count"]
    await world.tick(seconds=31)

    assert (early, world.publisher.calls["show_count"]) == (1, 2)
