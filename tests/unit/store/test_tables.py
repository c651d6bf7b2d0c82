"""The constraints: what the database refuses, whatever the code does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.sqlite.aiosqlite import dialect
from sqlalchemy.exc import IntegrityError, StatementError

from bot.store.pasts import asked_before
from bot.store.recaps import _any_due
from bot.store.standings import WALKS, Order
from bot.store.tables import (
    answers,
    awards,
    bans,
    flags,
    guilds,
    members,
    meta,
    outbox,
    rounds,
    schedules,
    standings,
    thread_messages,
)

NOON = datetime(2026, 11, 16, 12, 0, 0, 123_000, tzinfo=UTC)

ROWS = {
    guilds: {"id": 1, "zone": "Europe/Berlin"},
    schedules: {
        "id": 1, "guild_id": 1, "channel_id": 2, "name": "daily", "weekdays": 127, "minute": 540,
        "zone": "Europe/Berlin", "topics": "", "min_difficulty": 1, "max_difficulty": 5,
        "style": "reactions", "thread": "reveal", "window_s": 3600, "grace_s": 3600,
        "created_by": 3, "created_at": NOON, "next_at": NOON,
    },
    rounds: {
        "id": 1, "guild_id": 1, "channel_id": 2, "schedule_id": 1, "slot": "2026-11-16",
        "day": date(2026, 11, 16), "question_id": "q", "question_version": 1, "key_version": 1,
        "topic": "nas", "snapshot": "{}", "option_order": "1,0", "seed": 5, "style": "reactions",
        "thread": "reveal", "state": "open", "nonce": "n", "opens_at": NOON, "closes_at": NOON,
        "give_up_at": NOON, "message_id": 100, "thread_id": 101, "reveal_message_id": 102,
    },
    answers: {
        "round_id": 1, "member_id": 7, "response": "0", "source": "button", "answered_at": NOON,
    },
    thread_messages: {"message_id": 9, "round_id": 1, "member_id": 7, "content": "because"},
    awards: {
        "id": 1, "guild_id": 1, "member_id": 7, "source": "round", "source_id": 1,
        "reason": "answer", "topic": "nas", "points": 10, "score_milli": 1000, "answered": 1,
        "correct": 1, "season": "2026-11", "week": "2026-W47", "rule": "right", "at": NOON,
    },
    standings: {
        "guild_id": 1, "board": "all", "topic": "", "member_id": 7, "points": 10,
        "score_milli": 1000, "answered": 1, "correct": 1,
    },
    members: {"guild_id": 1, "member_id": 7},
    outbox: {
        "id": 1, "kind": "post", "guild_id": 1, "round_id": 1, "payload": "{}", "priority": 0,
        "due_at": NOON,
    },
    meta: {"key": "k", "value": "v"},
    flags: {
        "guild_id": 1, "question_id": "q", "version": 1, "member_id": 7, "round_id": 1,
        "kind": "key", "text": "because", "at": NOON,
    },
    bans: {"guild_id": 1, "question_id": "q", "version": 1, "kind": "retired", "at": NOON},
}  # fmt: skip


async def add(database, table, **changes):
    async def work(connection):
        await connection.execute(insert(table), [ROWS[table] | changes])

    await database.writer.run(work)


async def count_of(database, table) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.fixture
async def full(database):
    """A database with one row in every table."""
    for table in ROWS:
        await add(database, table)
    return database


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (schedules, {"id": 2}),
        (rounds, {"id": 2, "message_id": 200, "thread_id": 201, "reveal_message_id": 202}),
        (rounds, {"id": 2, "slot": "x", "thread_id": 201, "reveal_message_id": 202}),
        (rounds, {"id": 2, "slot": "x", "message_id": 200, "reveal_message_id": 202}),
        (rounds, {"id": 2, "slot": "x", "message_id": 200, "thread_id": 201}),
        (answers, {"response": "1"}),
        (thread_messages, {"content": "again"}),
        (awards, {"id": 2, "points": 5}),
        (standings, {"points": 5}),
        (members, {}),
        (outbox, {"id": 2}),
        (flags, {"kind": "other"}),
        (bans, {"kind": "suspended"}),
    ],
    ids=[
        "a name twice in a server",
        "a slot twice in a schedule",
        "a card for two rounds",
        "a thread for two rounds",
        "a reveal for two rounds",
        "an answer twice",
        "a message twice",
        "an award twice",
        "a standing twice",
        "a member twice",
        "an errand twice",
        "a report twice",
        "a ban twice",
    ],
)
async def test_nothing_happens_twice(full, table, changes):
    with pytest.raises(IntegrityError, match="UNIQUE"):
        await add(full, table, **changes)


@pytest.mark.parametrize(
    ("table", "changes", "constraint"),
    [
        (schedules, {"weekdays": 0}, "weekdays"),
        (schedules, {"weekdays": 128}, "weekdays"),
        (schedules, {"minute": -1}, "minute"),
        (schedules, {"minute": 1440}, "minute"),
        (schedules, {"min_difficulty": 0}, "difficulty"),
        (schedules, {"max_difficulty": 6}, "difficulty"),
        (schedules, {"min_difficulty": 4, "max_difficulty": 3}, "difficulty"),
        (schedules, {"level": "principal"}, "level"),
        (schedules, {"seed": -1}, "seed"),
        (schedules, {"seed": 2**53}, "seed"),
        (schedules, {"announced": 3}, "announced"),
        (schedules, {"window_s": 59}, "window"),
        (schedules, {"window_s": 604_801}, "window"),
        (schedules, {"style": "smoke signals"}, "style"),
        (schedules, {"thread": "sometimes"}, "thread"),
        (schedules, {"paused_at": NOON}, "paused_or_next"),
        (schedules, {"next_at": None}, "paused_or_next"),
        (rounds, {"state": "lost"}, "state"),
        (rounds, {"state": "open", "message_id": None}, "posted"),
        (rounds, {"state": "revealed", "message_id": None}, "posted"),
        (answers, {"score_milli": -1}, "score_milli"),
        (answers, {"score_milli": 1001}, "score_milli"),
        (flags, {"kind": "spam"}, "kind"),
        (bans, {"kind": "lost"}, "kind"),
        (members, {"freezes": 3}, "freezes"),
        (members, {"freezes": -1}, "freezes"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(full, table, changes, constraint):
    fresh = {"id": 2, "name": "other", "slot": "other", "member_id": 8}
    fresh = {key: value for key, value in fresh.items() if key in ROWS[table]}
    unique = {key: None for key in ("thread_id", "reveal_message_id") if key in ROWS[table]}
    card = {"message_id": 200} if table is rounds else {}

    with pytest.raises(IntegrityError, match=f"ck_{table.name}_{constraint}"):
        await add(full, table, **fresh, **unique, **(card | changes))


@pytest.mark.parametrize("state", ["posting", "void", "skipped", "failed", "closed"])
async def test_a_round_without_a_card_may_be_in_the_states_that_need_none(full, state):
    bare = {"message_id": None, "thread_id": None, "reveal_message_id": None}

    await add(full, rounds, id=2, slot="other", state=state, **bare)

    assert await count_of(full, rounds) == 2


async def test_a_paused_schedule_has_no_next_time(full):
    await add(full, schedules, id=2, name="other", paused_at=NOON, next_at=None)

    assert await count_of(full, schedules) == 2


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (schedules, {"id": 2, "name": "other", "guild_id": 404}),
        (rounds, {"id": 2, "slot": "x", "guild_id": 404, "message_id": 5}),
        (answers, {"round_id": 404}),
        (thread_messages, {"message_id": 10, "round_id": 404}),
        (awards, {"id": 2, "guild_id": 404, "reason": "streak"}),
        (members, {"guild_id": 404}),
    ],
)
async def test_nothing_refers_to_what_is_not_there(full, table, changes):
    spare = {"thread_id": None, "reveal_message_id": None} if table is rounds else {}

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await add(full, table, **spare, **changes)


async def test_rounds_outlive_their_schedule_and_take_their_answers_with_them(full):
    async def remove(connection):
        await connection.execute(delete(schedules))
        orphan = await connection.scalar(select(rounds.c.schedule_id))
        await connection.execute(delete(rounds))
        return orphan, (await connection.execute(select(answers))).all()

    assert await full.writer.run(remove) == (None, [])


async def test_instants_and_days_come_back_as_they_went_in(full):
    async with full.read() as connection:
        row = (await connection.execute(select(rounds.c.opens_at, rounds.c.day))).one()

    assert row == (NOON, date(2026, 11, 16))
    assert row.opens_at.tzinfo is UTC


async def test_an_instant_of_another_zone_is_stored_as_the_same_instant(database):
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    await add(database, guilds, left_at=tokyo)

    async with database.read() as connection:
        assert await connection.scalar(select(guilds.c.left_at)) == NOON


async def test_an_instant_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="naive datetime"):
        await add(database, guilds, left_at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (select(schedules.c.id).where(schedules.c.next_at <= NOON), "ix_schedules_next_at"),
        (
            select(rounds.c.id).where(rounds.c.state == "open", rounds.c.closes_at <= NOON),
            "ix_rounds_state_closes_at",
        ),
        (
            select(standings.c.member_id)
            .where(standings.c.guild_id == 1, standings.c.board == "all", standings.c.topic == "")
            .order_by(standings.c.points.desc(), standings.c.member_id)
            .limit(10),
            "ix_standings_ranked",
        ),
        (select(outbox.c.id).where(outbox.c.due_at <= NOON), "ix_outbox_due_at"),
    ],
    ids=["due schedules", "due closings", "a leaderboard", "due errands"],
)
async def test_what_is_asked_every_second_is_found_by_an_index_without_sorting(
    database, query, index
):
    sql = str(query.compile(compile_kwargs={"literal_binds": True}))
    async with database.read() as connection:
        plan = [row[3] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert len(plan) == 1
    assert index in plan[0]


async def plan_of(database, statement):
    sql = str(statement.compile(dialect=dialect()))
    async with database.read() as connection:
        explained = await connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {sql}", (0,) * sql.count("?")
        )
        return [row[3] for row in explained]


async def test_what_is_looked_back_at_is_found_by_indexes(database):
    plan = " ".join(await plan_of(database, _any_due))

    assert "INDEX ix_seasons_ends_at" in plan
    assert "ix_schedules_recap_at" in plan
    assert "SCAN" not in plan


@pytest.mark.parametrize("order", Order)
async def test_those_who_left_a_board_are_counted_from_their_own_index(database, order):
    plan = await plan_of(database, WALKS[order].absent)

    assert "COVERING INDEX ix_members_absent (guild_id=?)" in plan[0]
    assert "PRIMARY KEY" in plan[1]
    assert len(plan) == 2


@pytest.mark.parametrize(
    ("order", "index"), [(Order.POINTS, "ix_standings_ranked"), (Order.RATE, "ix_standings_rated")]
)
async def test_boards_are_walked_along_their_index(database, order, index):
    walk = WALKS[order]

    for statement in (walk.top, walk.page, walk.near, walk.counts):
        plan = await plan_of(database, statement)
        walked = [step for step in plan if "standings" in step and "PRIMARY KEY" not in step]
        assert walked
        assert all(index in step for step in walked), plan
        assert not any("TEMP B-TREE" in step for step in plan), plan


@pytest.mark.parametrize("order", Order)
async def test_lines_are_counted_and_skipped_on_the_index_alone(database, order):
    for statement in (WALKS[order].counts, WALKS[order].page):
        plan = await plan_of(database, statement)
        assert any("SEARCH standings USING COVERING INDEX" in step for step in plan), plan


async def test_what_servers_were_asked_is_read_from_an_index_alone(database):
    compiled = asked_before.params(guilds=[1, 2]).compile(
        dialect=dialect(), compile_kwargs={"render_postcompile": True}
    )
    async with database.read() as connection:
        explained = await connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}", (0,) * str(compiled).count("?")
        )
        plan = [row[3] for row in explained]

    assert plan == [
        "SEARCH rounds USING COVERING INDEX ix_rounds_guild_id_question_id (guild_id=?)"
    ]
