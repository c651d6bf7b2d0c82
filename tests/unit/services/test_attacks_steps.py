"""Steps taken twice, or too late: the store's transactions decide, whatever was read before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.round import AnswerStyle, RoundState
from bot.services.tables import Kind, Period, Wanted
from bot.store.awards import AwardStore, Settlement, award_row, record
from bot.store.claims import ClaimStore
from bot.store.outbox import Chore
from bot.store.schedules import ScheduleStore
from bot.store.tables import outbox
from tests.questions import EASY, SINGLE
from tests.unit.services.conftest import ANN, GUILD

EFFORT = Wanted(Kind.EFFORT, Period.ALL)


async def chores(world) -> set[str]:
    async with world.db.read() as conn:
        return set((await conn.execute(select(outbox.c.kind))).scalars())


async def due_moves(world):
    """What the tick is about to claim."""
    due = await ScheduleStore(world.db).due(world.clock.now(), 10)
    return await world.services.daily._moves(due, world.clock.now())


async def test_a_schedule_paused_while_its_post_is_claimed_posts_nothing(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    moves = await due_moves(world)
    await world.services.schedules.pause(GUILD, "daily")

    claimed = await ClaimStore(world.db).move(moves, world.clock.now())

    (after,) = await world.services.schedules.list(GUILD)
    assert claimed == []
    assert after.next_at is None


async def test_a_schedule_edited_while_its_post_is_claimed_keeps_its_new_time(world):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    moves = await due_moves(world)
    edited = await world.services.schedules.edit(GUILD, "daily", minute=600)

    claimed = await ClaimStore(world.db).move(moves, world.clock.now())

    (after,) = await world.services.schedules.list(GUILD)
    assert claimed == []
    assert after.next_at == edited.next_at


@pytest.mark.parametrize(
    ("state", "left"), [(RoundState.FAILED, set()), (RoundState.VOID, {Chore.RETIRE})]
)
async def test_a_card_sent_for_a_round_given_up_meanwhile_does_not_open_it(world, state, left):
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.services.claim_and_close()
    (posting,) = await world.rounds.live(0, 1)
    await world.rounds.end([posting.id], state)

    opened = await world.rounds.opened(posting, 4711, world.clock.now())

    assert not opened
    assert (await world.rounds.get(posting.id)).state is state
    assert await chores(world) == left


async def test_a_card_recorded_twice_is_the_first_one(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)

    again = await world.rounds.opened(round_, 4711, world.clock.now())

    assert not again
    assert (await world.rounds.get(round_.id)).message_id == round_.message_id


async def graded(world):
    """A round that is graded and not yet revealed, and its one award."""
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    await world.services.schedules.pause(GUILD, "daily")
    return await world.close(round_)


async def test_a_line_of_the_ledger_written_twice_counts_once(world):
    await graded(world)
    (row,) = (await world.services.ledger.why(GUILD, ANN)).rows

    await world.db.writer.run(lambda conn: record(conn, [award_row(row.award)]))

    table = await world.services.standings.table(GUILD, EFFORT, viewer_id=ANN)
    assert table.place.own.entry.points == row.award.points
    assert await world.services.ledger.rebuild() == []


async def test_a_round_graded_twice_is_revealed_once(world):
    round_ = await graded(world)

    settled = await AwardStore(world.db).settle(
        round_, Settlement({ANN: 0}, [], {}), world.clock.now()
    )

    history = await world.services.history.history(GUILD, ANN)
    assert not settled
    assert history.rows[0].score == 1
    assert await chores(world) == set()
    assert world.publisher.calls["reveal"] == 1


async def test_a_round_revealed_twice_keeps_its_first_reveal(world):
    round_ = await graded(world)

    again = await world.rounds.revealed(round_, 4711, world.clock.now())

    assert not again
    assert (await world.rounds.get(round_.id)).reveal_message_id == round_.reveal_message_id
    assert await chores(world) == set()


async def test_a_card_deleted_after_the_grading_takes_no_points_away(world):
    round_ = await graded(world)

    ended = await world.rounds.end([round_.id], RoundState.VOID)

    assert ended == []
    assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED


async def test_a_graded_round_whose_reveal_is_to_come_is_not_voided_any_more(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    world.clock.set(round_.closes_at)
    await world.services.claim_and_close()
    world.publisher.fail("reveal", ValueError("a fault"), times=9)
    await world.services.deliveries.drain()

    ended = await world.rounds.end([round_.id], RoundState.VOID)

    assert ended == []
    assert Chore.REVEAL.value in await chores(world)


async def test_closing_leaves_nothing_to_dress(world):
    schedule = await world.schedule(window=timedelta(minutes=1))
    world.publisher.fail("seed", ValueError("a fault"), times=99)
    world.clock.set(schedule.next_at)
    await world.tick()
    dressing = await chores(world)

    await world.tick(minutes=1)

    assert dressing == {"seed"}
    assert await chores(world) == set()


async def test_a_slot_is_used_once(world_of):
    async with world_of(SINGLE, EASY) as world:
        schedule = await world.schedule()
        world.clock.set(schedule.next_at)
        moves = await due_moves(world)
        (move,) = moves
        claims = ClaimStore(world.db)

        first = await claims.move(moves, world.clock.now())
        second = await claims.claim(move.claim, world.clock.now())

        async with world.db.read() as conn:
            waiting = (await conn.execute(select(func.count()).select_from(outbox))).scalar_one()
        assert (len(first), second, waiting) == (1, None, 1)
