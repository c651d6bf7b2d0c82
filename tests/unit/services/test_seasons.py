"""Seasons: they roll over once, at their end, and what was earned stays where it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.domain.round import AnswerStyle
from bot.domain.seasons import SeasonKind
from bot.errors import Unreachable, UserError
from bot.services.tables import Kind, Period, Wanted
from bot.store.outbox import Chore
from bot.store.tables import guilds, outbox, recaps, seasons
from tests.questions import EASY, SINGLE
from tests.unit.services.conftest import ANN, BOB, CHANNEL, CID, GUILD

EVE = datetime(2026, 6, 29, 12, tzinfo=UTC)
JULY = datetime(2026, 7, 1, tzinfo=UTC)
EFFORT = Wanted(Kind.EFFORT)


async def rows(world, table):
    async with world.db.read() as conn:
        return (await conn.execute(select(table))).mappings().all()


async def points(world, wanted=EFFORT):
    table = await world.services.standings.table(GUILD, wanted, viewer_id=ANN)
    return {row.member_id: row.entry.points for row in table.rows}


def told(world):
    return [found for _, found in world.publisher.herald.posted.values()]


async def play(world, *members, right=True, **changes):
    """Ask a question that is open for a day, answered by members."""
    round_ = await world.open_round(style=AnswerStyle.BUTTONS, **changes)
    await world.services.schedules.remove(GUILD, "daily")
    for member_id in members:
        await world.answer(round_, member_id, right=right)
    return round_


async def test_a_season_ends_at_midnight_and_the_next_begins_empty(world):
    world.clock.set(EVE)
    await world.close(await play(world, ANN))
    world.clock.set(JULY - timedelta(seconds=1))
    await world.tick()
    assert await points(world) == {ANN: 15}

    await world.tick(seconds=1)

    assert await points(world) == {}
    (past,) = (await world.services.seasons.history(GUILD)).rows
    assert past.name == "June 2026"
    archived = Wanted(Kind.EFFORT, season_id=past.season.id)
    assert await points(world, archived) == {ANN: 15}
    assert await points(world, Wanted(Kind.EFFORT, Period.ALL)) == {ANN: 15}


async def test_what_closes_at_the_boundary_counts_for_the_new_season(world):
    world.clock.set(JULY - timedelta(days=1))
    before = await play(world, ANN)
    assert before.closes_at == JULY

    await world.close(before)

    assert await points(world) == {ANN: 15}
    assert (await world.services.seasons.now(GUILD)).name == "July 2026"


@pytest.mark.parametrize("away", [timedelta(), timedelta(days=3), timedelta(days=100)])
async def test_a_recap_is_posted_once_also_after_downtime_unless_it_is_old_news(world, away):
    world.clock.set(EVE)
    await world.close(await play(world, ANN, BOB, CID))
    await world.schedule()
    await world.services.schedules.pause(GUILD, "daily")

    world.clock.set(JULY + away)
    await world.restart()
    for _ in range(3):
        await world.tick(seconds=1)
        await world.restart()

    assert len(told(world)) == (away < timedelta(days=7))
    assert len([s for s in await rows(world, seasons) if s["rolled_at"] is None]) == 1


async def test_seasons_follow_one_another_through_a_long_downtime(world):
    world.clock.set(EVE)
    await world.close(await play(world, ANN))

    world.clock.set(EVE + timedelta(days=100))
    await world.tick()

    spans = [(s["starts_at"], s["ends_at"]) for s in await rows(world, seasons)]
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert (await world.services.seasons.now(GUILD)).name == "October 2026"


async def test_the_end_waits_for_the_grading_of_what_closed_before_it(world):
    world.clock.set(JULY - timedelta(days=1, seconds=1))
    round_ = await play(world, ANN, BOB, CID)
    await world.schedule(name="later")
    world.publisher.fail("exists", Unreachable("away"), times=2)
    world.clock.set(round_.closes_at)
    await world.services.tick()
    world.clock.set(JULY)
    await world.services.tick()
    assert told(world) == []

    for _ in range(3):
        await world.tick(minutes=2)
    (recap,) = told(world)
    assert recap.name == "June 2026"
    assert recap.answers == 3


async def test_a_server_whose_season_cannot_be_rolled_over_holds_up_no_other(world):
    world.clock.set(EVE)
    await world.close(await play(world, ANN))
    june = {"kind": "month", "starts_at": JULY - timedelta(days=30), "ends_at": JULY}

    async def add(conn):
        await conn.execute(insert(guilds).values(id=7, zone="Mars/Olympus"))
        await conn.execute(insert(seasons).values(id=70, guild_id=7, **june))
        await conn.execute(update(seasons).where(seasons.c.id < 70).values(id=71))

    await world.db.writer.run(add)
    world.clock.set(JULY)
    await world.tick()
    assert [s["id"] for s in await rows(world, seasons) if s["rolled_at"]] == [71]

    await world.db.writer.run(lambda conn: conn.execute(update(guilds).values(zone="UTC")))
    await world.tick(minutes=1)
    assert {70, 71} <= {s["id"] for s in await rows(world, seasons) if s["rolled_at"]}


async def test_a_crash_after_the_recap_was_sent_does_not_double_it(world):
    world.clock.set(EVE)
    await world.close(await play(world, ANN))
    await world.schedule()
    await world.services.schedules.pause(GUILD, "daily")
    world.publisher.fail("show_recap", Unreachable("the answer is lost"), after=True)

    world.clock.set(JULY)
    await world.tick()
    await world.restart()
    await world.tick(minutes=1)

    assert len(told(world)) == 1
    (row,) = await rows(world, recaps)
    assert row["message_id"] == world.publisher.herald.posted[row["id"]][0]
    assert [o for o in await rows(world, outbox) if o["kind"] == Chore.RECAP] == []


async def test_a_season_without_results_ends_in_silence(world):
    await world.schedule()
    await world.services.schedules.pause(GUILD, "daily")
    await world.close(await play(world, name="other"))

    world.clock.set(JULY)
    await world.tick()

    assert told(world) == []


async def test_the_recap_tells_of_podium_improvement_and_the_hardest_question(world_of):
    async with world_of(SINGLE, EASY) as world:
        await world.schedule(name="recaps")
        await world.services.schedules.pause(GUILD, "recaps")
        for day in range(10):
            world.clock.set(EVE - timedelta(days=25 - day))
            round_ = await play(world, ANN, BOB)
            await world.answer(round_, CID, right=day % 2 == 0)
            await world.close(round_)

        world.clock.set(JULY)
        await world.tick()

        (recap,) = told(world)
        assert [(row.rank, row.member_id) for row in recap.podium] == [(1, ANN), (1, BOB), (3, CID)]
        assert (recap.name, recap.following, recap.members) == ("June 2026", "July 2026", 3)
        assert recap.improved is None
        assert recap.hardest.share == pytest.approx(2 / 3)
        assert recap.recap.channel_id == CHANNEL


# ------------------------------------------------------------------------------- by hand


async def test_an_admin_ends_a_season_and_the_next_begins_at_once(world):
    world.clock.set(EVE)
    await world.close(await play(world, ANN))
    await world.schedule()
    await world.services.schedules.pause(GUILD, "daily")

    ended, now = await world.services.seasons.end(GUILD)
    await world.tick()

    assert ended.ends_at == now.season.starts_at
    assert now.season.ends_at == datetime(2026, 8, 1, tzinfo=UTC), "July is joined to a short June"
    assert await points(world) == {}
    assert len(told(world)) == 1


async def test_a_season_that_was_ended_a_moment_ago_is_not_ended_again(world):
    world.clock.set(EVE)
    await world.close(await play(world, ANN))
    await world.services.seasons.end(GUILD)
    before = await rows(world, seasons)

    with pytest.raises(UserError, match="nothing to end"):
        await world.services.seasons.end(GUILD)
    ended, _ = await world.services.seasons.start(GUILD)

    assert ended is None
    assert [s["starts_at"] for s in await rows(world, seasons)] == [s["starts_at"] for s in before]


async def test_ending_a_season_without_results_is_refused(world):
    with pytest.raises(UserError, match="nothing to end"):
        await world.services.seasons.end(GUILD)


async def test_a_season_without_results_is_given_another_length_instead(world):
    ended, now = await world.services.seasons.start(GUILD, SeasonKind.WEEKS)

    assert ended is None
    assert now.settings.kind is SeasonKind.WEEKS
    assert now.season.ends_at == datetime(2026, 6, 29, tzinfo=UTC)
    assert len(await rows(world, seasons)) == 1


async def test_seasons_of_four_weeks_follow_one_another(world):
    await world.services.seasons.start(GUILD, SeasonKind.WEEKS)

    names = []
    for _ in range(3):
        names.append((await world.services.seasons.now(GUILD)).name)
        await world.tick(days=28)

    assert names == ["1 Jun to 28 Jun 2026", "29 Jun to 26 Jul 2026", "27 Jul to 23 Aug 2026"]


async def test_recaps_can_be_switched_off(world):
    world.clock.set(EVE)
    await world.close(await play(world, ANN))
    await world.schedule()

    await world.services.seasons.start(GUILD, posts=False)
    await world.tick()

    assert told(world) == []


async def test_a_correction_after_the_end_goes_to_the_season_it_is_about(world):
    world.clock.set(EVE)
    round_ = await world.close(await play(world, ANN))
    world.clock.set(JULY)
    await world.tick()

    await world.services.revisions.void(GUILD, round_.id, ANN)

    (past,) = (await world.services.seasons.history(GUILD)).rows
    archived = await points(world, Wanted(Kind.EFFORT, season_id=past.season.id))
    assert archived == {ANN: 0}
    assert await points(world) == {}
    assert await world.services.ledger.rebuild() == []
