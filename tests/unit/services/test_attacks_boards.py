"""Attacks on boards, seasons and recaps: who left, who is new."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from bot.domain.rewards import Reward, RewardKind
from bot.domain.snowflakes import latest_id
from bot.services.tables import Kind, Period, Wanted
from bot.store.rewards import RewardStore
from bot.store.tables import boards, guilds, members, standings
from tests.unit.services.conftest import ANN, BOB, CID, GUILD


async def put(world, table, *rows):
    async def work(conn):
        await conn.execute(insert(table), list(rows))

    await world.db.writer.run(work)


async def stand(world, *member_ids, topic="", board="all"):
    """Let members stand on a board in this order, with enough answers to be ranked."""
    for place, member_id in enumerate(member_ids):
        await put(
            world,
            standings,
            {"guild_id": GUILD, "board": board, "topic": topic, "member_id": member_id,
             "points": 100 - place, "answered": 8, "score_milli": 8000 - place, "correct": 8,
             "rate": 1000 - place},
        )  # fmt: skip


async def test_an_old_board_does_not_bring_back_who_asked_for_it_and_left(world):
    await put(world, guilds, {"id": GUILD, "zone": "UTC"})
    crowd = [BOB, CID, *range(201, 212), ANN]
    await stand(world, *crowd)
    wanted = Wanted(Kind.EFFORT, Period.ALL)
    await world.services.rounds.member_left(GUILD, ANN)
    world.publisher.away.add(ANN)

    table = await world.services.standings.table(GUILD, wanted, viewer_id=ANN)

    assert table.place.total == len(crowd) - 1
    assert table.place.own is None


async def test_nobody_who_left_unnoticed_is_named_on_the_map_of_the_group(world):
    await put(world, guilds, {"id": GUILD, "zone": "UTC"})
    await stand(world, ANN, BOB, topic="nlp")
    await put(
        world,
        boards,
        {"guild_id": GUILD, "board": "all", "topic": "nlp", "score_milli": 16000, "answered": 16},
    )
    world.publisher.away.add(ANN)

    (known,) = await world.services.profiles.group(GUILD, Period.ALL)

    assert known.expert_id == BOB


async def test_an_account_of_a_day_is_on_no_board_and_earns_no_role(world):
    await put(world, guilds, {"id": GUILD, "zone": "UTC"})
    now = world.clock.now()
    new = latest_id(now - timedelta(days=1))
    await stand(world, ANN, new)
    await put(world, members, {"guild_id": GUILD, "member_id": ANN, "streak": 1},
              {"guild_id": GUILD, "member_id": new, "streak": 2})  # fmt: skip

    for kind in (Kind.EFFORT, Kind.SEASON, Kind.STREAK):
        table = await world.services.standings.table(GUILD, Wanted(kind, Period.ALL), viewer_id=new)
        assert [row.member_id for row in table.rows] == [ANN], kind
        assert table.place.own is None
        assert table.place.total == 1
    assert await world.services.standings.size(GUILD, "all") == 1
    for kind in (RewardKind.STREAK, RewardKind.ANSWERS, RewardKind.POINTS):
        reward = Reward(GUILD, 1, kind, 1, ANN, now)
        assert await RewardStore(world.db).reached(reward, now) == {ANN}, kind
