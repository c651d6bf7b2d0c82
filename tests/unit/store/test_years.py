"""Answers by local date, counted in SQL, are what counting them one by one gives."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.dialects.sqlite.aiosqlite import dialect

from bot.domain.streaks import A_DAY, day_of
from bot.store.streaks import StreakStore
from bot.store.tables import awards, guilds, members, rounds
from bot.store.years import counted
from tests.unit.store.test_tables import ROWS

TODAY = date(2026, 11, 30)
DAYS = [TODAY - n * A_DAY for n in range(370, -1, -1)]
ME = 7


async def fill(database, opened, zone):
    """Have a member answer questions that opened at these instants."""
    asked, earned = [], []
    for number, at in enumerate(opened, start=1):
        only = {"message_id": number, "thread_id": None, "reveal_message_id": None}
        row = ROWS[rounds] | only | {"id": number, "slot": str(number), "schedule_id": None}
        asked.append(row | {"opens_at": at})
        closed = at + timedelta(days=1)
        earned.append(ROWS[awards] | {"id": number, "source_id": number, "at": closed})

    async def work(conn):
        await conn.execute(insert(guilds), [{"id": 1, "zone": "UTC"}])
        await conn.execute(insert(members), [{"guild_id": 1, "member_id": ME, "zone": zone}])
        await conn.execute(insert(rounds), asked)
        await conn.execute(insert(awards), earned)

    await database.writer.run(work)


@pytest.mark.parametrize("zone", [None, "Europe/Berlin", "America/Santiago", "Africa/Casablanca"])
async def test_a_year_counts_every_answer_on_its_day_through_clock_changes(database, zone):
    start = datetime(2025, 11, 20, 0, 7, tzinfo=UTC)
    opened = [start + n * timedelta(hours=7, minutes=50) for n in range(1160)]
    await fill(database, opened, zone)

    year = await StreakStore(database).year(1, ME, DAYS)

    by_hand = Counter(day_of(at, zone or "UTC") for at in opened)
    assert year.answered == {day: by_hand[day] for day in DAYS if by_hand[day]}
    assert year.began_at == opened[0]


async def test_a_date_that_a_zone_left_out_holds_nothing(database):
    """Samoa had no 30 December 2011."""
    days = [date(2011, 12, n) for n in (28, 29, 30, 31)]
    opened = [datetime(2011, 12, n, 20, tzinfo=UTC) for n in (28, 29, 30, 31)]
    await fill(database, opened, "Pacific/Apia")

    year = await StreakStore(database).year(1, ME, days)

    here = [day_of(at, "Pacific/Apia") for at in opened]
    assert year.answered == Counter(day for day in here if day in days)


async def test_a_year_is_read_along_its_index(database):
    query = counted(DAYS[0], len(DAYS), "Europe/Berlin").params(guild_id=1, member_id=ME)
    sql = query.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})

    async with database.read() as conn:
        plan = [row[3] for row in await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert plan[0].startswith("SEARCH awards USING INDEX ix_awards_answered"), plan
    assert plan[1].startswith("SEARCH rounds USING INTEGER PRIMARY KEY"), plan
