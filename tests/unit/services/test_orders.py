"""Answers that put options in order: taken whole, changed whole, graded by their steps."""

from __future__ import annotations

import itertools

import pytest

from bot.domain.round import AnswerStyle
from bot.errors import NotFound, RoundClosed, Unreadable
from bot.store.answers import Source
from tests.questions import NUMERIC, ORDER
from tests.unit.services.conftest import ANN, BOB, CID, GUILD


@pytest.fixture
async def world(world_of):
    async with world_of(ORDER) as made:
        yield made


async def points(world, member_id):
    return (await world.services.profiles.profile(GUILD, member_id)).sums.points


async def test_an_order_is_committed_as_the_member_put_it_and_kept_over_a_restart(world):
    round_ = await world.open_round()
    answers = world.services.answers

    receipt = await answers.arrange(round_.id, ANN, (2, 0, 3, 1))
    await world.restart()
    held = await world.services.answers.held(round_.id, ANN)

    assert receipt.text == held.text == "C → A → D → B"
    assert receipt.held == held.held == (2, 0, 3, 1)
    assert round_.id in answers.changed, "the card's number of answers is to be shown anew"


async def test_a_new_order_replaces_the_one_before(world):
    round_ = await world.open_round()

    await world.services.answers.arrange(round_.id, ANN, (2, 0, 3, 1))
    await world.services.answers.arrange(round_.id, ANN, round_.key_order)
    await world.close(round_)

    assert await points(world, ANN) == 15


@pytest.mark.parametrize("places", [(), (0, 1, 2), (0, 1, 2, 2), (0, 1, 2, 4), (-1, 0, 1, 2)])
async def test_what_is_no_order_of_all_options_changes_nothing(world, places):
    round_ = await world.open_round()
    await world.services.answers.arrange(round_.id, ANN, (0, 1, 2, 3))

    with pytest.raises(Unreadable, match="Every option belongs into the order once"):
        await world.services.answers.arrange(round_.id, ANN, places)

    assert (await world.services.answers.held(round_.id, ANN)).held == (0, 1, 2, 3)


async def test_an_order_is_neither_chosen_nor_withdrawn_nor_typed(world):
    round_ = await world.open_round()
    answers = world.services.answers
    await answers.arrange(round_.id, ANN, (3, 2, 1, 0))

    with pytest.raises(NotFound, match="no such option"):
        await answers.choose(round_.id, ANN, 0, source=Source.BUTTON)
    with pytest.raises(Unreadable, match="putting its options in order"):
        await answers.submit(round_.id, ANN, "ABCD")
    await answers.withdraw(round_.id, ANN, 3)

    assert (await answers.held(round_.id, ANN)).held == (3, 2, 1, 0)


async def test_other_questions_take_no_order(world_of):
    async with world_of(NUMERIC) as world:
        round_ = await world.open_round()

        with pytest.raises(Unreadable, match="does not ask for an order"):
            await world.services.answers.arrange(round_.id, ANN, ())


async def test_a_late_order_is_refused(world):
    round_ = await world.open_round()
    world.clock.set(round_.closes_at)

    with pytest.raises(RoundClosed, match="<t:"):
        await world.services.answers.arrange(round_.id, ANN, (0, 1, 2, 3))


async def test_an_order_is_never_asked_for_by_reactions_nor_read_back_from_them(world):
    round_ = await world.open_round(style=AnswerStyle.REACTIONS)
    await world.services.answers.arrange(round_.id, ANN, round_.key_order)
    world.publisher.vote(round_, ANN, 0)
    world.publisher.vote(round_, BOB, 1)

    await world.close(round_)

    assert not world.publisher.posted()[0].seeded
    assert await points(world, ANN) == 15
    assert world.publisher.posted("reveal")[0].reveal.answered == 1


async def test_each_right_step_counts_and_the_reveal_tells_who_had_which(world):
    round_ = await world.open_round()
    first, second, third, last = round_.key_order
    given = {
        ANN: (first, second, third, last),
        BOB: (last, first, second, third),
        CID: (last, third, second, first),
    }
    for member_id, places in given.items():
        await world.services.answers.arrange(round_.id, member_id, places)

    await world.close(round_)

    reveal = world.publisher.posted("reveal")[0].reveal
    steps = list(itertools.pairwise("ABCD"[place] for place in round_.key_order))
    assert [tally.label for tally in reveal.tallies] == [f"{a} → {b}" for a, b in steps]
    assert [tally.members for tally in reveal.tallies] == [2, 2, 1]
    assert (reveal.right, reveal.partly) == ((ANN,), 1)
    assert [await points(world, member_id) for member_id in given] == [15, 10, 2]
