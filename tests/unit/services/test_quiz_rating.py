"""Ratings after a quiz: once, for who can be rated, shown at its end."""

from __future__ import annotations

from sqlalchemy import insert, select

from bot.errors import Unreachable
from bot.services.quiz_running import COUNTDOWN
from bot.store.tables import members, ratings
from tests.unit.services.conftest import ANN, BOB, CID, GUILD
from tests.unit.services.test_quizzes import QUESTIONS, answer, begin, finish, in_play

DAN = 104


async def play(world, *members, **changes):
    """Play a quiz of one question that the members answer one after the other."""
    quiz = await begin(world, *members, count=1, **changes)
    round_ = await in_play(world, quiz)
    for place, member in enumerate(members):
        await answer(world, round_, member, after=5 + 5 * place)
    await finish(world, quiz)
    await world.tick(seconds=COUNTDOWN.total_seconds())
    return world.publisher.finales[-1]


async def rated(world):
    async with world.db.read() as conn:
        rows = (await conn.execute(select(ratings).order_by(ratings.c.mu.desc()))).all()
    return {row.member_id: row.quizzes for row in rows}


async def test_a_quiz_with_four_members_changes_their_ratings(world_of):
    async with world_of(*QUESTIONS) as world:
        finale = await play(world, CID, ANN, DAN, BOB)

        assert [change.member_id for change in finale.ratings] == [CID, ANN, DAN, BOB]
        assert await rated(world) == {CID: 1, ANN: 1, DAN: 1, BOB: 1}


async def test_a_quiz_changes_ratings_once_however_often_its_end_is_tried(world_of):
    async with world_of(*QUESTIONS) as world:
        world.publisher.fail("show_finale", Unreachable("lost"), times=2)
        world.publisher.fail("find_finale", Unreachable("lost"), times=1)
        quiz = await begin(world, ANN, BOB, CID, DAN, count=1)
        round_ = await in_play(world, quiz)
        for member in (ANN, BOB, CID, DAN):
            await answer(world, round_, member)
        await finish(world, quiz)
        for _ in range(4):
            await world.restart()
            await world.tick(minutes=5)

        (finale,) = world.publisher.finales
        assert len(finale.ratings) == 4
        assert set((await rated(world)).values()) == {1}


async def test_three_members_or_an_unrated_quiz_change_no_rating(world_of):
    async with world_of(*QUESTIONS) as world:
        few = await play(world, ANN, BOB, CID)
        unrated = await play(world, ANN, BOB, CID, DAN, rated=False)

        assert few.ratings == unrated.ratings == ()
        assert await rated(world) == {}


async def test_a_rating_grows_over_quizzes_and_who_hides_is_not_shown(world_of):
    async with world_of(*QUESTIONS) as world:
        await play(world, ANN, BOB, CID, DAN)
        await world.db.writer.run(hide(BOB))
        finale = await play(world, ANN, BOB, CID, DAN)

        ann = finale.ratings[0]
        assert (ann.member_id, ann.before.quizzes, ann.after.quizzes) == (ANN, 1, 2)
        assert ann.after.mu > ann.before.mu > 25
        assert BOB not in {change.member_id for change in finale.ratings}
        assert (await rated(world))[BOB] == 2


def hide(member_id):
    async def work(conn):
        await conn.execute(
            insert(members), [{"guild_id": GUILD, "member_id": member_id, "hidden": True}]
        )

    return work
