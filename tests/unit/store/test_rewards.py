"""Rules, grants, and who has reached what, on a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from bot.domain.rewards import Reward, RewardKind
from bot.store.rewards import FullError, RewardStore, TakenError
from bot.store.tables import guilds, members, outbox, rounds, seasons, standings
from tests.fakes import NOON

REWARD = Reward(1, 50, RewardKind.ANSWERS, 10, 99, NOON)
DAY = date(2026, 6, 1)


@pytest.fixture
def store(database):
    return RewardStore(database)


async def put(database, table, *rows):
    async def work(conn):
        await conn.execute(insert(table), list(rows))

    await database.writer.run(work)


async def errands(database):
    async with database.read() as conn:
        query = select(outbox.c.kind, outbox.c.payload, outbox.c.due_at).order_by(outbox.c.id)
        return [tuple(row) for row in await conn.execute(query)]


def standing(member_id, *, answered=0, points=0, board="all", topic=""):
    return {
        "guild_id": 1, "board": board, "topic": topic, "member_id": member_id, "points": points,
        "score_milli": 0, "answered": answered, "correct": 0,
    }  # fmt: skip


def question_day(number, **changes):
    return {
        "id": number, "guild_id": 1, "channel_id": 2, "slot": str(number),
        "day": DAY, "question_id": "q", "question_version": 1,
        "key_version": 1, "topic": "nas", "snapshot": "{}", "option_order": "1,0", "seed": 5,
        "style": "reactions", "thread": "reveal", "state": "revealed", "nonce": str(number),
        "opens_at": NOON + timedelta(days=number), "closes_at": NOON, "give_up_at": NOON,
        "message_id": number, **changes,
    }  # fmt: skip


# ---------------------------------------------------------------------- rules


async def test_a_role_stands_for_one_thing(store):
    await store.add(REWARD, 20)

    with pytest.raises(TakenError):
        await store.add(replace(REWARD, kind=RewardKind.STREAK), 20)
    assert await store.of(1) == [REWARD]


async def test_a_server_has_so_many_rewards_at_most_whatever_the_others_have(store):
    for role_id in (50, 51):
        await store.add(replace(REWARD, role_id=role_id), 2)

    with pytest.raises(FullError):
        await store.add(replace(REWARD, role_id=52), 2)
    await store.add(replace(REWARD, guild_id=2, role_id=53), 2)


async def test_places_come_first_and_the_rest_by_what_has_to_be_reached(store):
    kinds = [("points", 5), ("answers", 9), ("answers", 3), ("streak", 7), ("place", 2)]
    for role_id, (kind, threshold) in enumerate(kinds, 1):
        rule = replace(REWARD, role_id=role_id, kind=RewardKind(kind), threshold=threshold)
        await store.add(rule, 20)

    assert [rule.role_id for rule in await store.of(1)] == [5, 4, 3, 2, 1]


async def test_a_place_shows_the_season_that_ended_last(database, store):
    await put(database, guilds, {"id": 1, "zone": "UTC"})
    for number, rolled in ((1, NOON), (2, NOON), (3, None)):
        span = {"starts_at": NOON + timedelta(number), "ends_at": NOON + timedelta(number + 1)}
        row = {"id": number, "guild_id": 1, "kind": "weeks", "rolled_at": rolled}
        await put(database, seasons, row | span)

    await store.add(replace(REWARD, kind=RewardKind.PLACE), 20)
    assert (await store.of(1))[0].season == "s2"

    await store.end_season(1, "s3", NOON)
    await store.end_season(1, "s3", NOON)
    assert (await store.of(1))[0].season == "s3"
    assert await errands(database) == [("reward", "{}", NOON)]


async def test_the_end_of_a_season_asks_nothing_where_there_are_no_rewards(database, store):
    await store.end_season(1, "s3", NOON)

    assert await errands(database) == []


@pytest.mark.parametrize("keep", [True, False])
async def test_removing_a_rule_has_its_roles_taken_unless_they_may_be_kept(database, store, keep):
    await store.add(REWARD, 20)
    await store.note(1, 50, 7, NOON)
    await store.note(1, 50, 7, NOON)

    assert await store.remove(1, 50, NOON, keep=keep) is not None
    assert await store.of(1) == []
    assert await store.grants(1) == ({} if keep else {50: {7}})
    assert await store.remove(1, 50, NOON, keep=keep) is None


async def test_a_role_that_is_gone_takes_its_rule_and_its_grants_along(store):
    await store.add(REWARD, 20)
    await store.note(1, 50, 7, NOON)

    assert await store.forget_role(1, 50)
    assert (await store.of(1), await store.grants(1)) == ([], {})
    assert not await store.forget_role(1, 50)


async def test_what_is_asked_for_again_takes_the_place_of_what_waits(database, store):
    await store.add(REWARD, 20)
    await store.note(1, 50, 7, NOON)

    await store.ask(1, NOON)
    await store.ask(1, NOON + timedelta(minutes=1))

    assert await errands(database) == [
        ("reward", "{}", NOON + timedelta(minutes=1)),
    ]


# ---------------------------------------------------------------------- what was reached


async def test_who_reached_a_number_of_all_time_counts_unless_they_left_or_hide(database, store):
    await put(database, guilds, {"id": 1, "zone": "UTC"})
    counted = [standing(number, answered=10, points=50) for number in (1, 2, 3)]
    await put(database, standings, *counted, standing(4, answered=9, points=49))
    await put(database, standings, standing(4, answered=90, points=900, board="2026-W20"))
    await put(database, standings, standing(4, answered=90, points=900, topic="nas"))
    await put(database, members, {"guild_id": 1, "member_id": 2, "left_at": NOON})
    await put(database, members, {"guild_id": 1, "member_id": 3, "hidden": True})

    assert await store.reached(REWARD, NOON) == {1}
    assert await store.reached(replace(REWARD, kind=RewardKind.POINTS, threshold=50), NOON) == {1}
    assert await store.reached(replace(REWARD, kind=RewardKind.POINTS, threshold=49), NOON) == {
        1,
        4,
    }


async def test_a_streak_counts_until_more_days_are_missed_than_it_has_freezes(database, store):
    await put(database, guilds, {"id": 1, "zone": "UTC"})
    days = [question_day(number) for number in range(1, 6)]
    days += [question_day(6, state="open"), question_day(7, opens_at=NOON + timedelta(5))]
    await put(database, rounds, *days)
    for member_id, streak, last, freezes in (
        (1, 7, 5, 0),
        (2, 7, 3, 2),
        (3, 7, 2, 2),
        (4, 6, 5, 2),
    ):
        row = {"streak": streak, "last_at": NOON + timedelta(last), "freezes": freezes}
        await put(database, members, {"guild_id": 1, "member_id": member_id} | row)

    rule = replace(REWARD, kind=RewardKind.STREAK, threshold=7)
    assert await store.reached(rule, NOON + timedelta(days=7)) == {1, 2}
