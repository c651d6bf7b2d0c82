"""Answers where ways of answering are mixed, and where events come at the worst moment."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.round import AnswerStyle, RoundState, ThreadPolicy
from bot.errors import RoundClosed, Unreachable
from bot.services.open_rounds import OpenRounds
from bot.services.publisher import ThreadPost
from bot.store.answers import Source
from tests.questions import MULTIPLE, OPEN
from tests.unit.services.conftest import ANN, BOB
from tests.unit.services.gate import Gate


def snowflake(instant) -> int:
    """The id of a message written at an instant."""
    return (int(instant.timestamp() * 1000) - 1_420_070_400_000) << 22


async def held(world, round_, member_id: int):
    receipt = await world.services.answers.held(round_.id, member_id)
    return receipt.held if receipt else None


async def react(world, round_, member_id: int, position: int) -> None:
    world.publisher.vote(round_, member_id, position)
    await world.services.answers.choose(round_.id, member_id, position, source=Source.REACTION)


async def unreact(world, round_, member_id: int, position: int) -> None:
    world.publisher.messages[round_.message_id].votes.discard((member_id, position))
    await world.services.answers.withdraw(round_.id, member_id, position)


async def press(world, round_, member_id: int, position: int) -> None:
    await world.services.answers.choose(round_.id, member_id, position, source=Source.BUTTON)


# ---------------------------------------------------------------------- reactions and buttons


async def test_who_answers_privately_may_take_the_public_vote_for_the_same_option_away(world):
    round_ = await world.open_round()
    await react(world, round_, ANN, 1)
    await press(world, round_, ANN, 1)

    await unreact(world, round_, ANN, 1)
    await world.close(round_)

    assert await held(world, round_, ANN) == (1,)


async def test_a_public_vote_repeated_after_the_private_answer_does_not_bind_it(world):
    round_ = await world.open_round()
    await press(world, round_, ANN, 1)
    await react(world, round_, ANN, 1)

    await unreact(world, round_, ANN, 1)

    assert await held(world, round_, ANN) == (1,)


async def test_a_reaction_to_another_option_replaces_the_private_answer(world):
    round_ = await world.open_round()
    await press(world, round_, ANN, 1)
    await react(world, round_, ANN, 2)

    assert await held(world, round_, ANN) == (2,)
    await unreact(world, round_, ANN, 2)
    assert await held(world, round_, ANN) is None


async def test_options_chosen_privately_stay_when_another_is_chosen_by_reaction(world_of):
    async with world_of(MULTIPLE) as world:
        round_ = await world.open_round()
        await press(world, round_, ANN, 0)
        await react(world, round_, ANN, 2)

        await world.close(round_)

        assert await held(world, round_, ANN) == (0, 2)


async def test_of_several_options_the_one_whose_reaction_goes_is_taken_back(world_of):
    async with world_of(MULTIPLE) as world:
        round_ = await world.open_round()
        await press(world, round_, ANN, 0)
        await react(world, round_, ANN, 2)

        await unreact(world, round_, ANN, 2)

        assert await held(world, round_, ANN) == (0,)


async def test_reactions_cleared_by_a_moderator_take_no_private_answer_away(world):
    round_ = await world.open_round()
    await press(world, round_, ANN, 1)
    await react(world, round_, BOB, 1)

    await world.services.answers.withdraw_all(round_.id)

    assert await held(world, round_, ANN) == (1,)
    assert await held(world, round_, BOB) is None


async def test_several_options_chosen_privately_stay_when_reactions_are_cleared(world_of):
    async with world_of(MULTIPLE) as world:
        round_ = await world.open_round()
        await press(world, round_, ANN, 1)

        await world.services.answers.withdraw_all(round_.id)

        assert await held(world, round_, ANN) == (1,)


# ---------------------------------------------------------------------- around the close


async def test_reactions_cleared_after_the_close_change_nothing(world_of):
    async with world_of(MULTIPLE) as world:
        round_ = await world.open_round()
        await react(world, round_, ANN, 1)
        await react(world, round_, BOB, 2)
        world.clock.set(round_.closes_at)
        await world.services.claim_and_close()

        world.publisher.messages[round_.message_id].votes.clear()
        await world.services.answers.withdraw_all(round_.id)
        await world.services.answers.withdraw_all(round_.id, 3)
        await world.tick()

        assert await held(world, round_, ANN) == (1,)
        assert await held(world, round_, BOB) == (2,)


async def test_what_came_after_the_close_is_remembered_when_a_thread_is_recorded(world):
    round_ = await world.open_round()
    index = OpenRounds()
    index.put(round_)
    index.note_late(round_.id, ANN, 2, added=True)

    index.put(round_)

    assert index.late(round_.id) == {(ANN, 2): True}


async def test_a_round_recorded_anew_is_known_by_its_new_thread_only(world):
    round_ = await world.open_round()
    index = OpenRounds()
    for thread_id in (5, None, 6):
        index.put(replace(round_, thread_id=thread_id))

    assert index.by_thread(5) is None
    assert index.by_thread(6) is not None


async def test_a_message_edited_after_the_close_counts_as_it_was(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        message_id = snowflake(round_.opens_at + timedelta(hours=1))
        post = ThreadPost(message_id, ANN, "in time")
        await world.services.answers.thread_written(round_.thread_id, post)
        late = ThreadPost(
            message_id, ANN, "far better", edited_at=round_.closes_at + timedelta(seconds=1)
        )
        world.publisher.threads[round_.thread_id] = [late]

        await world.close(round_)

        receipt = await world.services.answers.held(round_.id, ANN)
        assert receipt.text == "in time"


async def test_a_message_written_in_time_and_not_seen_counts_though_it_was_edited_late(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        message_id = snowflake(round_.opens_at + timedelta(hours=1))
        late = ThreadPost(
            message_id, ANN, "hello", edited_at=round_.closes_at + timedelta(seconds=1)
        )
        world.publisher.threads[round_.thread_id] = [late]

        await world.close(round_)

        assert (await world.services.answers.held(round_.id, ANN)).text == "hello"


async def test_messages_whose_text_cannot_be_read_any_more_are_not_taken_for_deleted(world_of):
    """What happens when the operator loses the message-content intent."""
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        message_id = snowflake(round_.opens_at + timedelta(hours=1))
        post = ThreadPost(message_id, ANN, "an answer")
        await world.services.answers.thread_written(round_.thread_id, post)
        world.publisher.threads[round_.thread_id] = [ThreadPost(message_id, ANN, "")]

        await world.restart()
        await world.close(round_)

        assert (await world.services.answers.held(round_.id, ANN)).text == "an answer"


async def test_a_message_without_words_is_no_answer(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        message_id = snowflake(round_.opens_at + timedelta(hours=1))
        world.publisher.threads[round_.thread_id] = [ThreadPost(message_id, ANN, "")]

        await world.close(round_)

        assert await world.services.answers.held(round_.id, ANN) is None


# ---------------------------------------------------------------------- reading back, too slowly


async def test_a_card_read_back_too_slowly_changes_nothing_after_the_grading(world):
    round_ = await world.open_round()
    right = min(round_.key_positions)
    await react(world, round_, ANN, right)
    await world.services.rounds.recover()
    card = world.publisher.messages[round_.message_id]
    card.votes = {(ANN, (right + 1) % 4)}
    gate = Gate(world.publisher, "votes")
    await world.services.deliveries.pump()
    await gate.reached.wait()
    card.votes = {(ANN, right)}
    world.publisher.fail("reveal", RuntimeError("not yet"))

    world.clock.set(round_.closes_at)
    await world.services.claim_and_close()
    await world.services.deliveries.hurry(round_.id)
    gate.open.set()
    await world.services.deliveries.drain()

    assert await held(world, round_, ANN) == (right,)


async def test_a_thread_read_back_too_slowly_is_no_fault(world_of, caplog):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        message_id = snowflake(round_.opens_at + timedelta(minutes=1))
        world.publisher.threads[round_.thread_id] = [ThreadPost(message_id, ANN, "an answer")]
        await world.services.rounds.recover()
        gate = Gate(world.publisher, "thread_posts")
        await world.services.deliveries.pump()
        await gate.reached.wait()

        await world.services.rounds.messages_deleted([round_.message_id])
        gate.open.set()
        await world.services.deliveries.drain()

        assert (await world.rounds.get(round_.id)).state is RoundState.VOID
        assert "fault" not in caplog.text
        assert "failed" not in caplog.text


async def test_a_round_is_forgotten_though_its_thread_was_slow_to_open(world_of):
    async with world_of() as world:
        gate = Gate(world.publisher, "open_thread")
        schedule = await world.schedule(thread=ThreadPolicy.OPENING, window=timedelta(minutes=1))
        world.clock.set(schedule.next_at)
        await world.services.claim_and_close()
        (posting,) = await world.rounds.live(0, 1)
        opening = asyncio.ensure_future(world.services.deliveries.hurry(posting.id))
        await gate.reached.wait()
        (round_,) = await world.services.history.current(1)
        world.clock.set(round_.closes_at)
        await world.services.claim_and_close()
        world.publisher.fail("reveal", Unreachable("500"))
        await world.services.deliveries.hurry(round_.id)
        graded = await world.rounds.get(round_.id)

        gate.open.set()
        await opening

        assert graded.state is RoundState.CLOSED
        assert world.services.answers.by_id(round_.id) is None


async def test_a_late_answer_is_refused_between_the_end_of_the_window_and_the_tick(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    world.clock.set(round_.closes_at - timedelta(milliseconds=1))
    await press(world, round_, ANN, 0)
    world.clock.set(round_.closes_at)

    with pytest.raises(RoundClosed):
        await press(world, round_, BOB, 0)
