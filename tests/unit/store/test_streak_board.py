"""The board of streaks is what the rule for one member says of all of them."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from sqlalchemy.dialects.sqlite.aiosqlite import dialect

from bot.domain.streaks import A_DAY, day_of, start_of, status
from bot.store.database import open_database
from bot.store.outbox import Chore, errand_row
from bot.store.streak_board import StreakBoardStore, StreakLine, board_query
from bot.store.streaks import StreakStore
from bot.store.tables import guilds, members, outbox, rounds, vacations
from tests.databases import place
from tests.unit.store.test_tables import ROWS

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GUILD, OTHER = 1, 2
ZONES = (None, "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata")


def asked(number, hours, state, *, guild=GUILD):
    """A question that opened so many hours ago."""
    posted = {"message_id": number, "thread_id": None, "reveal_message_id": None}
    at = NOW - timedelta(hours=hours)
    row = ROWS[rounds] | posted | {"id": number, "guild_id": guild, "slot": str(number)}
    return row | {"schedule_id": None, "state": state, "opens_at": at, "closes_at": at}


def member(member_id, hours, days, freezes=2, zone=None, **changes):
    """A member whose latest answer was to a question that opened so many hours ago."""
    last_at = None if hours is None else NOW - timedelta(hours=hours)
    until = last_at and start_of(day_of(last_at, zone or "UTC") + A_DAY, zone or "UTC")
    row = {"guild_id": GUILD, "member_id": member_id, "streak": days, "best_streak": days + 1}
    row |= {"freezes": freezes, "zone": zone, "last_at": last_at, "kept_until": until}
    return row | {"hidden": False, "left_at": None} | changes


async def fill(db, *, questions=(), people=(), off=(), settling=()):
    async def work(conn):
        for table in (outbox, vacations, members, rounds, guilds):
            await conn.execute(delete(table))
        both = [{"id": GUILD, "zone": "Pacific/Auckland"}, {"id": OTHER, "zone": "UTC"}]
        await conn.execute(insert(guilds), both)
        chores = [errand_row(Chore.SETTLE, GUILD, number, NOW) for number in settling]
        rows = ((rounds, questions), (members, people), (vacations, off), (outbox, chores))
        for table, filling in rows:
            if filling:
                await conn.execute(insert(table), list(filling))

    await db.writer.run(work)


async def whole(db):
    return await StreakBoardStore(db).top(GUILD, offset=0, limit=100, now=NOW)


async def expected(db, people):
    """Work everyone out with the rule for one member."""
    here = [p for p in people if p["member_id"] >= 1 and not p["hidden"] and not p["left_at"]]
    ids = [p["member_id"] for p in here]
    standings = await StreakStore(db).standings(GUILD, ids, NOW)
    lines = [
        StreakLine(who, found.days, found.best)
        for who, at in standings.items()
        if (found := status(at.streak, at.past, NOW)).days
    ]
    return sorted(lines, key=lambda line: (-line.days, line.member_id))


async def test_the_longest_streak_that_is_alive_comes_first(database):
    daily = [asked(n, 24 * n, "revealed") for n in range(1, 8)]
    people = [
        member(1, 24, 5),
        member(2, 24 * 3, 9),
        member(3, 24 * 4, 40),  # three days missed
        member(4, 24 * 2, 8, freezes=0),  # one day missed, and no freeze
        member(5, 24, 9),
        member(6, 24, 50, hidden=True),
        member(7, 24, 50, left_at=NOW),
        member(-8, 24, 50),
        member(9, None, 0),
    ]
    await fill(database, questions=daily, people=people)
    board = StreakBoardStore(database)

    assert [line.member_id for line in await whole(database)] == [2, 5, 1]
    assert await board.top(GUILD, offset=1, limit=1, now=NOW) == [StreakLine(5, 9, 10)]
    assert await board.above(GUILD, [9, 5, 4], NOW) == {9: 0, 5: 2, 4: 3}
    assert await board.size(GUILD, NOW) == 3
    assert await board.size(OTHER, NOW) == 0


async def test_who_is_off_keeps_the_place(database):
    daily = [asked(n, 24 * n, "revealed") for n in range(1, 20)]
    rows = [{"guild_id": GUILD, "member_id": who} for who in (1, 2)]
    away = {"first_day": date(2026, 11, 15), "last_day": date(2026, 11, 28)}
    short = {"first_day": date(2026, 11, 27), "last_day": date(2026, 11, 27)}
    off = [rows[0] | away, rows[1] | short]
    people = [member(who, 24 * 16, 7) for who in (1, 2, 3)]
    await fill(database, questions=daily, people=people, off=off)

    assert [line.member_id for line in await whole(database)] == [1]


async def test_many_questions_a_day_are_read_as_far_as_needed(database):
    often = [asked(n, 24 + n / 3, "revealed") for n in range(1, 200)]
    await fill(database, questions=often, people=[member(1, 24 * 3, 7), member(2, 24 * 4, 7)])

    assert [line.member_id for line in await whole(database)] == [1]


async def test_a_board_walks_the_index_of_streaks(database):
    await fill(database, questions=[asked(1, 30, "revealed")], people=[member(1, 30, 7)])
    async with database.read() as conn:
        query = (await board_query(conn, GUILD, NOW)).limit(10)
        sql = query.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert any("members USING INDEX ix_members_streak (guild_id=?" in step for step in plan), plan
    assert not any("ORDER BY" in step for step in plan), plan


questions = st.lists(
    st.tuples(st.integers(0, 24 * 9), st.sampled_from(["revealed"] * 5 + ["open", "closed"])),
    max_size=14,
)
folk = st.lists(
    st.tuples(
        st.integers(0, 24 * 10), st.integers(0, 4), st.integers(0, 2), st.sampled_from(ZONES)
    ),
    max_size=8,
)
days_off = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 10), st.integers(0, 6)),
    max_size=4,
    unique_by=lambda days: days[:2],
)


@pytest.fixture(scope="module")
def board_file(tmp_path_factory):
    return place(tmp_path_factory.mktemp("board") / "viva.db")


@settings(max_examples=30, deadline=None)
@given(questions=questions, folk=folk, off=days_off, chance=st.booleans())
def test_the_board_is_what_the_rule_for_one_member_says(board_file, questions, folk, off, chance):
    rows = [asked(n, hours, state) for n, (hours, state) in enumerate(questions, start=1)]
    settling = [r["id"] for r in rows if r["state"] == "closed" and chance]
    people = [
        member(who, hours, days, freezes, zone)
        for who, (hours, days, freezes, zone) in enumerate(folk, start=1)
    ]
    first = NOW.date() - timedelta(days=10)
    vacation = [
        {"guild_id": GUILD, "member_id": who, "first_day": first + start * A_DAY,
         "last_day": first + (start + length) * A_DAY}
        for who, start, length in off
    ]  # fmt: skip

    async def compare():
        async with open_database(board_file) as db:
            await fill(db, questions=rows, people=people, off=vacation, settling=settling)
            board, rule = await whole(db), await expected(db, people)
            assert board == rule
            store = StreakBoardStore(db)
            assert await store.size(GUILD, NOW) == len(rule)
            for up, line, down in zip([None, *rule], rule, [*rule[1:], None], strict=False):
                assert await store.neighbours(GUILD, line, NOW) == (up, down)

    asyncio.run(compare())
