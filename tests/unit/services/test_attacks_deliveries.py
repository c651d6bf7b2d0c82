"""Errands that fail for ever or are slow, rounds graded at once, and what may pile up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.daily import Draft
from bot.domain.round import AnswerStyle, RoundState
from bot.errors import Gone, Refused, Unreachable
from bot.services.counts import AT_ONCE
from bot.store.answers import Source
from bot.store.outbox import PRIORITY, Chore, errand_row, put
from bot.store.tables import awards, outbox
from tests.questions import EASY, SINGLE
from tests.unit.services.conftest import ANN, BOB, GUILD
from tests.unit.services.gate import Gate


async def waiting(world) -> int:
    async with world.db.read() as conn:
        return (await conn.execute(select(func.count()).select_from(outbox))).scalar_one()


async def streak_awards(world) -> int:
    query = select(func.count()).select_from(awards).where(awards.c.reason == "streak")
    async with world.db.read() as conn:
        return (await conn.execute(query)).scalar_one()


# ---------------------------------------------------------------------- errands that fail for ever


async def test_a_card_that_cannot_be_read_for_a_fault_is_graded_all_the_same(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    world.publisher.fail("exists", ValueError("a fault"), times=99)
    await world.close(round_)

    for _ in range(8):
        await world.tick(minutes=16)

    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED


@pytest.mark.parametrize("method", ["reveal", "retire_card", "open_discussion"])
async def test_what_fails_for_a_fault_is_not_tried_for_ever(world, method):
    round_ = await world.open_round()
    await world.services.schedules.pause(GUILD, "daily")
    world.publisher.fail(method, ValueError("a fault"), times=999)
    await world.close(round_)

    for _ in range(24 * 5):
        await world.tick(minutes=15)

    assert await waiting(world) == 0


async def test_a_reveal_that_is_refused_is_given_up_after_a_day(world):
    round_ = await world.open_round()
    await world.services.schedules.pause(GUILD, "daily")
    world.publisher.fail("reveal", Refused("Viva may not post"), times=999)
    await world.close(round_)

    for _ in range(24 * 5):
        await world.tick(minutes=15)

    assert await waiting(world) == 0
    assert world.publisher.calls["reveal"] < 120


async def test_a_reveal_that_discord_does_not_take_for_days_follows_in_the_end(world):
    round_ = await world.open_round()
    world.publisher.fail("reveal", Unreachable("503"), times=150)
    await world.close(round_)

    for _ in range(24 * 4 * 2):
        await world.tick(minutes=15)

    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED


async def test_a_post_that_fails_for_a_fault_is_given_up_and_said_so(world):
    schedule = await world.schedule()
    world.publisher.fail("post", ValueError("a fault"), times=999)
    world.clock.set(schedule.next_at)

    for _ in range(30):
        await world.tick(minutes=15)

    assert await waiting(world) == 0
    assert "could not post" in world.publisher.notices[0][1]


async def test_a_notice_that_is_lost_each_time_is_not_sent_for_ever(world):
    round_ = await world.open_round()
    world.publisher.fail("notify_admins", Unreachable("time-out"), times=99, after=True)
    await world.services.rounds.channel_deleted(round_.channel_id)

    for _ in range(20):
        await world.tick(minutes=15)

    assert len(world.publisher.notices) <= 3
    assert await waiting(world) == 0


async def tell(world, *told: int) -> None:
    rows = [
        errand_row(Chore.TELL, GUILD, None, world.clock.now(), user_id=m, text="Hi") for m in told
    ]

    async def work(conn):
        await put(conn, rows)

    await world.db.writer.run(work)


async def test_a_member_who_takes_no_messages_holds_nobody_up(world):
    world.publisher.fail("tell", Refused("closed"))
    await tell(world, ANN, BOB)

    await world.tick()

    assert world.publisher.told == [(BOB, "Hi")]
    assert await waiting(world) == 0


async def test_a_message_that_may_have_been_sent_is_not_sent_for_ever(world):
    world.publisher.fail("tell", Unreachable("time-out"), times=99, after=True)
    await tell(world, ANN)

    for _ in range(20):
        await world.tick(minutes=15)

    assert len(world.publisher.told) <= 3
    assert await waiting(world) == 0


async def test_a_card_deleted_before_it_is_dressed_voids_the_round(world):
    schedule = await world.schedule()
    world.publisher.fail("seed", Gone("message"))
    world.clock.set(schedule.next_at)

    await world.tick()

    (round_,) = await world.rounds.by_message([world.publisher.posted()[0].id])
    assert round_.state is RoundState.VOID
    assert await waiting(world) == 0


# ---------------------------------------------------------------------- priorities


def test_reading_back_what_is_open_waits_for_what_members_wait_for():
    assert PRIORITY[Chore.POST] == 0
    urgent = {Chore.SETTLE, Chore.REVEAL, Chore.SEED, Chore.THREAD, Chore.NOTICE}
    assert all(PRIORITY[chore] < PRIORITY[Chore.READBACK] for chore in urgent)


async def test_a_reveal_does_not_wait_for_a_thousand_cards_to_be_read_back(world):
    round_ = await world.open_round(window=timedelta(hours=1))
    for guild_id in range(2, 60):
        draft = Draft(guild_id=guild_id, channel_id=guild_id * 10, created_by=1)
        schedule = await world.services.schedules.add(draft)
        await world.services.schedules.post_now(guild_id, schedule.name)
    await world.services.rounds.recover()
    world.publisher.calls.clear()
    world.clock.set(round_.closes_at)
    await world.services.claim_and_close()

    await world.services.deliveries.pump()
    gate = Gate(world.publisher, "votes")
    await gate.reached.wait()
    gate.open.set()
    await world.services.deliveries.hurry(round_.id)

    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED
    assert world.publisher.calls["votes"] < 58
    await world.services.deliveries.drain()


# ---------------------------------------------------------------------- streaks


async def two_rounds_a_day(world, days: int) -> None:
    """Ann answers both of the day's questions, which close at the same instant."""
    for name in ("one", "two"):
        schedule = await world.schedule(
            name=name, window=timedelta(hours=1), style=AnswerStyle.BUTTONS
        )
    world.clock.set(schedule.next_at)
    for _ in range(days):
        await world.services.tick()
        for round_ in await world.services.history.current(GUILD):
            await world.answer(round_, ANN)
        await world.tick(hours=1)
        world.clock.advance(hours=23)


async def test_two_questions_a_day_make_one_day_of_a_streak(world_of):
    async with world_of(SINGLE, EASY) as world:
        await two_rounds_a_day(world, days=3)

        stats = await world.services.profiles.profile(GUILD, ANN)
        assert stats.member.streak == 3
        assert await streak_awards(world) == 2


async def test_a_streak_on_weekdays_survives_the_weekend(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule(
            weekdays=0b0011111, window=timedelta(hours=1), style=AnswerStyle.BUTTONS
        )
        world.clock.set(schedule.next_at)
        for _ in range(14):
            await world.services.tick()
            for round_ in await world.services.history.current(GUILD):
                await world.answer(round_, ANN)
            await world.tick(hours=1)
            world.clock.advance(hours=23)

        stats = await world.services.profiles.profile(GUILD, ANN)
        assert stats.member.streak == 10


async def test_a_voided_day_breaks_no_streak(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule(window=timedelta(hours=1), style=AnswerStyle.BUTTONS)
        world.clock.set(schedule.next_at)
        for day in range(6):
            await world.services.tick()
            (round_,) = await world.services.history.current(GUILD)
            if 0 < day < 5:
                await world.services.rounds.messages_deleted([round_.message_id])
            else:
                await world.answer(round_, ANN)
            await world.tick(hours=1)
            world.clock.advance(hours=23)

        stats = await world.services.profiles.profile(GUILD, ANN)
        assert stats.member.streak == 2


# ---------------------------------------------------------------------- counts


async def typed_rounds(world, count: int) -> list:
    rounds = []
    for guild_id in range(100, 100 + count):
        draft = Draft(
            guild_id=guild_id, channel_id=guild_id * 10, created_by=1, style=AnswerStyle.BUTTONS
        )
        await world.services.schedules.add(draft)
        rounds.append(await world.services.schedules.post_now(guild_id, "daily"))
    return rounds


async def test_every_card_gets_its_count_however_busy_the_others_are(world):
    rounds = await typed_rounds(world, 3 * AT_ONCE)

    for turn in range(3):
        for round_ in rounds:
            await world.services.answers.choose(round_.id, 200 + turn, 0, source=Source.BUTTON)
        world.clock.advance(seconds=6)
        await world.services.counts.run(world.clock.now())

    cards = world.publisher.posted()
    assert all(card.count is not None for card in cards)


async def test_cards_that_show_no_count_take_no_turn_of_those_that_do(world):
    shown = await world.open_round(name="shown", style=AnswerStyle.BUTTONS)
    for number in range(2, 4):
        for guild_id in range(number * 100, number * 100 + AT_ONCE):
            draft = Draft(guild_id=guild_id, channel_id=guild_id * 10, created_by=1)
            await world.services.schedules.add(draft)
            round_ = await world.services.schedules.post_now(guild_id, "daily")
            await world.services.answers.choose(round_.id, BOB, 0, source=Source.REACTION)
    await world.services.answers.choose(shown.id, ANN, 0, source=Source.BUTTON)

    await world.services.counts.run(world.clock.now())

    assert world.publisher.messages[shown.message_id].count == 1


async def test_nothing_is_kept_of_a_round_that_is_over(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.services.counts.run(world.clock.now())
    await world.close(round_)
    other = await world.open_round(name="other", style=AnswerStyle.BUTTONS)
    await world.answer(other, ANN)

    await world.services.counts.run(world.clock.now())

    assert round_.id not in world.services.counts._shown
    assert other.id in world.services.counts._shown


# ---------------------------------------------------------------------- shutting down


async def test_an_errand_cut_off_at_the_stop_is_done_by_the_next_process(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.services.claim_and_close()
    gate = Gate(world.publisher, "post")
    await world.services.deliveries.pump()
    await gate.reached.wait()
    await world.services.deliveries.close(0)

    await world.restart()
    await world.tick()

    assert len(world.publisher.posted()) == 1
    (round_,) = await world.services.history.current(GUILD)
    assert round_.message_id == world.publisher.posted()[0].id


async def test_an_errand_in_hand_is_not_begun_again(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.services.claim_and_close()
    gate = Gate(world.publisher, "post")
    await world.services.deliveries.pump()
    await gate.reached.wait()
    (posting,) = await world.rounds.live(0, 1)

    for _ in range(3):
        await world.services.deliveries.pump()
    hurried = asyncio.ensure_future(world.services.deliveries.hurry(posting.id))
    await asyncio.sleep(0)
    gate.open.set()
    await hurried
    await world.services.deliveries.drain()

    assert len(world.publisher.posted()) == 1
