"""A round from its opening to its reveal."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.round import AnswerStyle, RoundState, ThreadPolicy
from bot.errors import Gone, Refused, RoundClosed, Unreachable
from bot.services.publisher import ThreadPost
from bot.services.tables import Kind, Period, Wanted
from bot.store.answers import Source
from tests.questions import EASY, MULTIPLE, NUMERIC, OPEN, SINGLE
from tests.unit.services.conftest import ANN, BOB, CID, GUILD

EFFORT = Wanted(Kind.EFFORT, Period.ALL)


async def points(world, member_id: int) -> int:
    stats = await world.services.profiles.profile(GUILD, member_id)
    return stats.sums.points if stats.sums else 0


async def test_the_right_answer_earns_points_and_the_wrong_one_two(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.answer(round_, BOB, right=False)

    revealed = await world.close(round_)

    assert revealed.state is RoundState.REVEALED
    assert (await points(world, ANN), await points(world, BOB)) == (15, 2)


async def test_the_answer_held_at_the_close_counts(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    receipt = await world.answer(round_, ANN, right=False)

    await world.close(round_)

    assert receipt.replaced in round_.key_positions
    assert await points(world, ANN) == 2


async def test_a_late_answer_is_refused(world):
    round_ = await world.open_round()
    world.clock.set(round_.closes_at)

    with pytest.raises(RoundClosed, match="<t:"):
        await world.answer(round_, ANN)


async def test_an_answer_is_refused_once_the_round_is_closed_whatever_the_clock(world):
    round_ = await world.open_round()
    await world.services.closing.close_now(round_.id)

    with pytest.raises(RoundClosed):
        await world.answer(round_, ANN)


async def test_removing_an_older_reaction_leaves_the_newer_answer(world):
    round_ = await world.open_round()
    answers = world.services.answers
    await answers.choose(round_.id, ANN, 0, source=Source.REACTION)
    await answers.choose(round_.id, ANN, 1, source=Source.REACTION)

    await answers.withdraw(round_.id, ANN, 0)

    assert (await answers.held(round_.id, ANN)).held == (1,)


async def test_removing_the_reaction_withdraws_the_answer(world):
    round_ = await world.open_round()
    answers = world.services.answers
    await answers.choose(round_.id, ANN, 2, source=Source.REACTION)

    await answers.withdraw(round_.id, ANN, 2)

    assert await answers.held(round_.id, ANN) is None


async def test_several_options_are_held_for_a_multiple_choice(world_of):
    async with world_of(MULTIPLE) as world:
        round_ = await world.open_round(style=AnswerStyle.BUTTONS)
        for position in (0, 1, 2, 1):
            receipt = await world.services.answers.choose(
                round_.id, ANN, position, source=Source.BUTTON
            )

        assert receipt.held == (0, 2)
        assert receipt.text == "A, C"


async def test_choosing_every_option_does_not_win(world_of):
    async with world_of(MULTIPLE) as world:
        round_ = await world.open_round()
        for position in range(4):
            world.publisher.vote(round_, ANN, position)
            await world.services.answers.choose(round_.id, ANN, position, source=Source.REACTION)

        await world.close(round_)

        assert await points(world, ANN) == 2


async def test_reactions_made_while_away_are_read_back(world):
    round_ = await world.open_round()
    right = min(round_.key_positions)
    world.publisher.vote(round_, ANN, right)

    await world.restart()
    await world.tick()

    assert (await world.services.answers.held(round_.id, ANN)).held == (right,)


async def test_a_withdrawal_made_while_away_is_read_back(world):
    round_ = await world.open_round()
    await world.services.answers.choose(round_.id, ANN, 0, source=Source.REACTION)

    await world.restart()
    await world.tick()

    assert await world.services.answers.held(round_.id, ANN) is None


async def test_of_several_reactions_left_while_away_none_counts(world):
    round_ = await world.open_round()
    for position in range(4):
        world.publisher.vote(round_, ANN, position)

    await world.restart()
    await world.tick()

    assert await world.services.answers.held(round_.id, ANN) is None


async def test_of_several_reactions_the_one_held_stays(world):
    round_ = await world.open_round()
    await world.services.answers.choose(round_.id, ANN, 1, source=Source.REACTION)
    world.publisher.vote(round_, ANN, 0)
    world.publisher.vote(round_, ANN, 1)

    await world.restart()
    await world.tick()

    assert (await world.services.answers.held(round_.id, ANN)).held == (1,)


async def test_a_reaction_before_the_seeding_is_finished_counts(world):
    schedule = await world.schedule()
    world.publisher.fail("seed", Unreachable("500"))
    world.clock.set(schedule.next_at)
    await world.tick()
    (round_,) = await world.services.history.current(GUILD)
    world.publisher.vote(round_, ANN, 3)

    await world.tick(seconds=10)

    assert (await world.services.answers.held(round_.id, ANN)).held == (3,)


async def test_a_reaction_seen_after_the_close_does_not_count(world):
    round_ = await world.open_round()
    right = min(round_.key_positions)
    world.clock.set(round_.closes_at)
    await world.services.claim_and_close()
    world.publisher.vote(round_, ANN, right)
    with pytest.raises(RoundClosed):
        await world.services.answers.choose(round_.id, ANN, right, source=Source.REACTION)

    await world.tick()

    assert await points(world, ANN) == 0


async def test_a_closing_missed_while_away_is_made_up_for(world):
    round_ = await world.open_round()
    await world.answer(round_, ANN)
    world.clock.set(round_.closes_at + timedelta(hours=3))

    await world.restart()
    await world.tick()

    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED
    assert await points(world, ANN) == 15


async def test_a_reveal_whose_response_was_lost_is_not_sent_again(world):
    round_ = await world.open_round()
    world.publisher.fail("reveal", Unreachable("time-out"), after=True)
    await world.close(round_)

    await world.tick(seconds=30)

    (message,) = world.publisher.posted("reveal")
    assert (await world.rounds.get(round_.id)).reveal_message_id == message.id


async def test_a_crash_after_the_reveal_was_sent_reveals_once(world):
    round_ = await world.open_round()
    world.clock.set(round_.closes_at)
    await world.services.claim_and_close()
    world.publisher.fail("reveal", asyncio.CancelledError(), after=True)
    await world.services.deliveries.drain()

    await world.restart()
    await world.tick(seconds=1)

    assert len(world.publisher.posted("reveal")) == 1
    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED


async def test_points_are_awarded_once_however_often_the_reveal_fails(world):
    round_ = await world.open_round()
    await world.answer(round_, ANN)
    world.publisher.fail("reveal", Unreachable("500"), times=3)
    await world.close(round_)

    for _ in range(6):
        await world.tick(minutes=1)

    assert await points(world, ANN) == 15
    assert await world.services.ledger.rebuild() == []


async def test_an_unreachable_discord_does_not_stop_the_grading_for_ever(world):
    round_ = await world.open_round()
    await world.answer(round_, ANN)
    world.publisher.fail("votes", Unreachable("503"), times=99)
    await world.close(round_)

    for _ in range(10):
        await world.tick(minutes=5)

    assert await points(world, ANN) == 15


async def test_a_deleted_card_voids_the_round(world):
    round_ = await world.open_round()
    await world.answer(round_, ANN)
    await world.services.rounds.messages_deleted([round_.message_id, 4711])

    await world.close(round_)

    assert (await world.rounds.get(round_.id)).state is RoundState.VOID
    assert await points(world, ANN) == 0
    assert world.publisher.posted("reveal") == []


async def test_a_card_deleted_while_away_voids_the_round(world):
    round_ = await world.open_round()
    del world.publisher.messages[round_.message_id]

    await world.restart()
    await world.tick()

    assert (await world.rounds.get(round_.id)).state is RoundState.VOID


async def test_a_deleted_channel_pauses_and_tells_once(world):
    round_ = await world.open_round()

    for _ in range(2):
        await world.services.rounds.channel_deleted(round_.channel_id)
        await world.tick(seconds=1)

    (paused,) = await world.services.schedules.list(GUILD)
    assert "deleted" in paused.paused_reason
    assert len(world.publisher.notices) == 1
    assert (await world.rounds.get(round_.id)).state is RoundState.VOID


async def test_a_kicked_bot_pauses_and_keeps_everything(world):
    round_ = await world.open_round()
    await world.services.rounds.guild_removed(GUILD)
    await world.services.rounds.guild_joined(GUILD)

    resumed = await world.services.schedules.resume(GUILD, "daily")

    assert resumed.next_at is not None
    assert (await world.rounds.get(round_.id)).state is RoundState.VOID


async def test_a_refused_reveal_follows_when_the_schedule_is_resumed(world):
    round_ = await world.open_round()
    world.publisher.fail("reveal", Refused("Viva may not post"))
    await world.close(round_)

    await world.services.schedules.resume(GUILD, "daily")
    await world.tick(seconds=1)

    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED


async def test_thread_messages_edits_and_deletions_are_the_open_answer(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        answers = world.services.answers
        await answers.thread_written(round_.thread_id, ThreadPost(1, ANN, "first"))
        await answers.thread_written(round_.thread_id, ThreadPost(2, ANN, "second"))
        await answers.thread_written(round_.thread_id, ThreadPost(1, ANN, "edited"))
        written = await answers.held(round_.id, ANN)
        await answers.thread_deleted(round_.thread_id, [1, 2])

        assert written.text == "edited\nsecond"
        assert await answers.held(round_.id, ANN) is None


async def test_thread_messages_written_while_away_are_read_back(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        world.publisher.write(round_, ANN, "I would check the data first.")

        await world.restart()
        await world.close(round_)

        assert await points(world, ANN) == 2


async def test_a_sealed_answer_is_not_undone_by_thread_messages(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        answers = world.services.answers
        await answers.submit(round_.id, ANN, "my sealed answer")
        await answers.thread_written(round_.thread_id, ThreadPost(1, ANN, "a question"))

        await answers.thread_deleted(round_.thread_id, [1])

        assert (await answers.held(round_.id, ANN)).text == "my sealed answer"


async def test_a_numeric_answer_is_repeated_as_understood(world_of):
    async with world_of(NUMERIC) as world:
        round_ = await world.open_round()

        receipt = await world.services.answers.submit(round_.id, ANN, "1024 mib")
        await world.close(round_)

        assert "MiB" in receipt.text
        assert await points(world, ANN) == 15


async def test_the_reveal_counts_answers_by_option_as_shown(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.answer(round_, BOB)
    await world.answer(round_, CID, right=False)

    await world.close(round_)

    reveal = world.publisher.posted("reveal")[0].reveal
    by_letter = {tally.label: tally.members for tally in reveal.tallies}
    assert reveal.right == (ANN, BOB)
    assert by_letter["ABCD"[min(round_.key_positions)]] == 2
    assert sum(by_letter.values()) == 3


async def test_a_closed_question_gets_its_discussion_thread_at_the_reveal(world):
    round_ = await world.open_round(thread=ThreadPolicy.REVEAL)

    revealed = await world.close(round_)

    assert round_.thread_id is None
    assert revealed.thread_id is not None


async def test_no_thread_is_opened_when_none_is_wanted(world):
    round_ = await world.open_round(thread=ThreadPolicy.NEVER)

    await world.close(round_)

    assert world.publisher.threads == {}


async def test_a_vanished_thread_does_not_stop_the_grading(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        await world.services.answers.submit(round_.id, ANN, "sealed")
        world.publisher.fail("thread_posts", Gone("thread"))

        await world.close(round_)

        assert await points(world, ANN) == 2


async def test_a_streak_grows_with_days_answered_and_earns_a_little(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule(
            window=timedelta(hours=1), min_difficulty=3, max_difficulty=3, style=AnswerStyle.BUTTONS
        )
        world.clock.set(schedule.next_at)
        for _ in range(3):
            await world.services.tick()
            (round_,) = await world.services.history.current(GUILD)
            await world.answer(round_, ANN)
            await world.close(round_)
            world.clock.set(round_.opens_at + timedelta(days=1))

        stats = await world.services.profiles.profile(GUILD, ANN)
        why = await world.services.ledger.why(GUILD, ANN)

    assert stats.member.streak == 3
    assert stats.sums.points == 15 * 3 + 1 + 2
    assert {row.award.reason for row in why.rows} == {"answer", "streak"}


async def test_ties_share_a_rank_across_pages(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    for member_id in range(200, 223):
        await world.answer(round_, member_id)
    await world.answer(round_, 300, right=False)
    await world.close(round_)

    second = await world.services.standings.table(GUILD, EFFORT, page=2, viewer_id=300)
    third = await world.services.standings.table(GUILD, EFFORT, page=3, viewer_id=300)

    assert {row.rank for row in second.rows} == {1}
    assert [row.rank for row in third.rows] == [1, 1, 1, 24]
    assert third.place.own.rank == 24


async def test_members_who_left_are_not_listed(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    for member_id in (ANN, BOB, CID):
        await world.answer(round_, member_id)
    await world.close(round_)
    world.publisher.away = {BOB}

    table = await world.services.standings.table(GUILD, EFFORT, viewer_id=ANN)

    assert [row.member_id for row in table.rows] == [ANN, CID]
    assert table.place.total == 2


async def test_a_member_who_is_back_stands_on_the_board_they_look_at(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.close(round_)
    await world.services.rounds.member_left(GUILD, ANN)
    without = await world.services.standings.table(GUILD, EFFORT, viewer_id=BOB)

    table = await world.services.standings.table(GUILD, EFFORT, viewer_id=ANN)

    assert without.rows == ()
    assert [row.member_id for row in table.rows] == [ANN]
