"""The clocks of retention: who left is forgotten after thirty days, and only who left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite.aiosqlite import dialect

from bot.domain.flags import FlagKind
from bot.errors import Gone
from bot.services.leaving import ASKED, KEPT, LATER, PACE, PIECES, WEEK
from bot.store.leaving import longest_unasked
from bot.store.members import MemberStore
from bot.store.tables import (
    awards,
    erasures,
    guilds,
    members,
    metadata,
    quizzes,
    schedules,
    standings,
    vacations,
)
from tests.unit.services.conftest import ADMIN, ANN, BOB, CID, GUILD
from tests.unit.services.test_privacy import EVE, played, rows
from tests.unit.services.test_quizzes import draft

A_MONTH = KEPT + timedelta(days=1)


async def run(world, steps=3, **later: float):
    """Let time pass and a few little things be done."""
    world.clock.advance(**later)
    for _ in range(steps):
        await world.services.leaving.run(world.clock.now())
        world.clock.advance(seconds=PACE.total_seconds())


async def leave(world, *member_ids):
    """Have members leave, and be seen to."""
    world.publisher.away |= set(member_ids)
    for member_id in member_ids:
        await world.services.rounds.member_left(GUILD, member_id)


def asked(world) -> int:
    return world.publisher.calls["found"]


async def gone(world):
    found = await rows(world, members)
    return {row.member_id for row in found if row.left_at is not None}


# ---------------------------------------------------------------------- members


async def test_who_left_is_erased_after_thirty_days(world):
    await played(world)
    await leave(world, ANN)

    await run(world, days=29)
    assert await rows(world, members, ANN)
    await run(world, days=2)

    assert not await rows(world, members, ANN)
    assert [row.reason for row in await rows(world, erasures)] == ["left"]
    assert {row.member_id for row in await rows(world, awards)} == {-1, BOB}


async def test_who_came_back_unseen_is_kept(world):
    await played(world)
    await leave(world, ANN)
    world.publisher.away.clear()

    await run(world, days=31)

    assert await gone(world) == set()
    assert {row.member_id for row in await rows(world, awards)} == {ANN, BOB}


async def test_whoever_cannot_be_asked_about_is_neither_gone_nor_back(world):
    await played(world)
    await leave(world, ANN)
    world.publisher.away.add(BOB)
    world.publisher.unsure.add(GUILD)

    await run(world, days=31, steps=20)
    once = asked(world)
    assert await gone(world) == {ANN}
    assert {row.member_id for row in await rows(world, awards)} == {ANN, BOB}
    assert once == 1  # and not again before an hour has passed

    world.publisher.unsure.clear()
    await run(world, seconds=LATER.total_seconds())
    assert {row.member_id for row in await rows(world, awards)} == {-1, BOB}


# ---------------------------------------------------------------------- sweeping


async def test_a_server_is_asked_once_a_week_who_is_still_there(world):
    await played(world)
    await run(world)
    assert asked(world) == 0  # its turn is within the first week

    world.publisher.away.add(ANN)
    await run(world, days=7, steps=10)
    assert (asked(world), await gone(world)) == (1, {ANN})

    world.publisher.away = {BOB}
    await run(world, days=7, steps=10)
    assert (asked(world), await gone(world)) == (2, {BOB})


async def test_the_day_somebody_left_is_not_moved_by_looking_again(world):
    await played(world)
    world.publisher.away.add(ANN)

    for _ in range(7):
        await run(world, days=7)

    assert not await rows(world, members, ANN)
    assert len(await rows(world, erasures)) == 1


async def test_many_members_are_asked_about_in_pages_one_at_a_time(world):
    await world.schedule()
    crowd = range(1000, 1000 + 2 * ASKED + 10)
    await MemberStore(world.db).left(GUILD, [1001], world.clock.now())

    async def add(conn):
        found = [{"guild_id": GUILD, "member_id": m} for m in crowd if m != 1001]
        await conn.execute(insert(members), found)

    await world.db.writer.run(add)
    world.publisher.away = {1000, 1209}
    await run(world)
    await run(world, days=7, steps=1)
    assert (asked(world), await gone(world)) == (1, {1000})  # and 1001 is back

    await run(world, steps=1)
    await world.restart()  # the server is asked from its first member on
    await run(world, steps=9)

    assert asked(world) == 5
    assert await gone(world) == {1000, 1209}

    world.publisher.away.add(1002)
    await run(world, days=7, steps=3)
    assert asked(world) == 8
    assert await gone(world) == {1000, 1002, 1209}


async def test_a_server_that_cannot_be_asked_holds_up_no_other(world):
    await played(world)
    other = GUILD + 1

    async def add(conn):
        await conn.execute(insert(guilds), [{"id": other, "zone": "UTC"}])
        await conn.execute(insert(members), [{"guild_id": other, "member_id": CID}])

    await world.db.writer.run(add)
    await run(world)
    world.publisher.unsure.add(GUILD)
    world.publisher.away = {ANN, BOB, CID}

    await run(world, days=8, steps=6)

    assert await gone(world) == {CID}
    assert asked(world) == 2


async def test_nothing_is_asked_more_often_than_every_few_seconds(world):
    await played(world)
    await run(world)
    world.clock.advance(days=8)

    for _ in range(10):
        await world.services.leaving.run(world.clock.now())
        world.clock.advance(seconds=1)

    assert asked(world) <= 2


async def test_a_clock_that_was_ahead_holds_nothing_up(world):
    await played(world)
    await run(world)
    right = world.clock.now() + timedelta(days=8)
    world.publisher.unsure.add(GUILD)
    world.clock.set(right + timedelta(days=365))
    await run(world)
    assert asked(world) == 1

    world.clock.set(right)
    world.publisher.unsure.clear()
    world.publisher.away.add(ANN)
    await run(world)

    assert await gone(world) == {ANN}


async def test_to_find_that_no_server_is_due_one_is_looked_at(world):
    """And not all of them every few seconds."""
    async with world.db.read() as conn:
        sql = longest_unasked([GUILD]).compile(
            dialect=dialect(), compile_kwargs={"literal_binds": True}
        )
        plan = [row[3] for row in await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert plan == ["SCAN guilds USING INDEX ix_guilds_swept_at"]  # in order, to the first


async def test_servers_have_their_turns_at_different_times(world):
    async def add(conn):
        found = [{"id": (n * 7_919_000_000) << 22, "zone": "UTC"} for n in range(1, 41)]
        await conn.execute(insert(guilds), found)

    await world.db.writer.run(add)
    await run(world, steps=41)

    turns = [row.swept_at + WEEK for row in await rows(world, guilds)]
    days = {turn.date() for turn in turns}
    assert len(days) >= 6
    assert max(turns) - min(turns) <= WEEK


async def test_somebody_known_by_a_report_alone_is_asked_about_as_well(world):
    round_ = await played(world)
    await world.services.flags.flag(round_, CID, FlagKind.OTHER, "My words.")
    world.publisher.away.add(CID)
    await run(world)

    await run(world, days=7)

    assert await gone(world) == {CID}


async def test_so_is_who_only_took_days_off_set_up_a_schedule_or_hosted_a_quiz(world):
    await world.schedule()
    quiz = await world.services.quizzes.open_lobby(draft(host_id=EVE))
    await world.services.quizzes.leave(quiz.id, EVE)
    await world.services.own_time.take_off(GUILD, CID, 7)
    world.publisher.away |= {CID, ADMIN, EVE}
    await run(world)

    await run(world, days=7)
    assert await gone(world) == {CID, ADMIN, EVE}
    await run(world, days=31)

    assert not await rows(world, vacations)
    assert {row.created_by for row in await rows(world, schedules)} == {0}
    assert {row.host_id for row in await rows(world, quizzes)} == {0}


# ---------------------------------------------------------------------- servers


async def left_over(world):
    """How many rows of the server there are, and the tables they are in."""
    found = {}
    async with world.db.read() as conn:
        for table in metadata.sorted_tables:
            query = select(func.count()).select_from(table)
            found[table.name] = (await conn.execute(query)).scalar_one()
    return {name for name, number in found.items() if number} - {"accuracy", "meta"}


async def removed(world):
    world.publisher.removed_from.add(GUILD)
    await world.services.rounds.guild_removed(GUILD)
    await world.services.tick()


async def test_a_server_is_forgotten_thirty_days_after_viva_was_removed(world):
    await played(world)
    await removed(world)

    await run(world, days=29)
    assert await rows(world, awards)
    await run(world, days=2)

    assert await left_over(world) == set()


async def test_a_server_that_invited_viva_again_unseen_is_kept(world):
    await played(world)
    await removed(world)
    world.publisher.removed_from.clear()

    await run(world, days=31)

    assert [row.left_at for row in await rows(world, guilds)] == [None]
    assert await rows(world, awards)


async def test_a_server_that_cannot_be_asked_about_is_kept(world):
    await played(world)
    await removed(world)
    world.publisher.unsure.add(GUILD)

    await run(world, days=31, steps=10)

    assert await rows(world, awards)
    assert world.publisher.calls["belongs"] == 1


async def test_a_server_that_comes_back_while_it_is_forgotten_keeps_the_rest(world):
    await played(world)
    await removed(world)
    world.clock.advance(days=31)
    purge = world.services.leaving._purge
    step, taken = purge.step, []

    async def interrupted(*given):
        taken.append(1)
        if len(taken) == 3:
            await world.services.rounds.guild_joined(GUILD)
        return await step(*given)

    purge.step = interrupted
    await run(world)

    assert len(taken) == 3
    assert await rows(world, schedules)
    assert await world.services.ledger.rebuild() == []
    assert await rows(world, standings) == []  # the points of the first two went


async def test_a_large_server_is_forgotten_a_little_at_a_time(world):
    await played(world)

    async def add(conn):
        found = [{"guild_id": 7, "board": "all", "topic": "", "member_id": m} for m in range(1, 61)]
        sums = dict.fromkeys(("points", "score_milli", "answered", "correct"), 1)
        await conn.execute(insert(guilds), [{"id": 7, "zone": "UTC", "left_at": world.clock.now()}])
        await conn.execute(insert(standings), [row | sums for row in found])

    await world.db.writer.run(add)
    world.publisher.removed_from.add(7)

    await run(world, days=31, steps=1)
    left = {row.member_id for row in await rows(world, standings) if row.guild_id == 7}
    assert len(left) == 60 - PIECES
    await run(world, steps=1)

    assert {row.id for row in await rows(world, guilds)} == {GUILD}


async def test_its_members_are_not_forgotten_one_by_one_meanwhile(world):
    await played(world)
    await leave(world, ANN)
    await removed(world)

    await run(world, days=20)

    assert asked(world) == 0


async def test_removals_while_viva_was_away_are_noted_at_the_start(world):
    await played(world)
    world.publisher.unsure.add(GUILD)
    assert await world.services.leaving.look_for_servers() == 0
    assert [row.left_at for row in await rows(world, guilds)] == [None]

    world.publisher.unsure.clear()
    world.publisher.removed_from.add(GUILD)
    assert await world.services.leaving.look_for_servers() == 1

    assert [row.left_at for row in await rows(world, guilds)] == [world.clock.now()]
    assert await world.services.leaving.look_for_servers() == 0


async def test_a_failure_of_discord_erases_nobody(world):
    await played(world)
    await leave(world, ANN)
    world.publisher.fail("found", Gone("guild"))
    world.clock.advance(days=31)

    with pytest.raises(Gone):
        await world.services.leaving.run(world.clock.now())

    assert await rows(world, members, ANN)
