"""Seasons follow one another, in whatever order they are needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert, select

from bot.domain.seasons import SeasonKind
from bot.store.seasons import SeasonSettings, SeasonStore
from bot.store.tables import boards, guilds, seasons

SUMMER = datetime(2026, 7, 10, 12, tzinfo=UTC)


@pytest.fixture
async def store(database):
    async def work(conn):
        await conn.execute(insert(guilds), [{"id": 1, "zone": "UTC"}])

    await database.writer.run(work)
    return SeasonStore(database)


async def spans(database):
    query = select(seasons.c.starts_at, seasons.c.ends_at).order_by(seasons.c.starts_at)
    async with database.read() as conn:
        return [tuple(row) for row in await conn.execute(query)]


@pytest.mark.parametrize("kind", SeasonKind)
async def test_what_is_graded_after_a_later_season_began_has_one_that_leads_on_to_it(
    database, store, kind
):
    await store.cut(1, SeasonSettings(kind=kind), SUMMER)

    late = SUMMER - timedelta(days=100)
    first, again = await store.periods(1, late), await store.periods(1, late)

    assert first == again
    found = await spans(database)
    assert len(found) > 3
    assert found[0][0] <= late < found[0][1]
    assert all(one[1] == following[0] for one, following in pairwise(found))


async def test_a_season_that_begins_now_is_not_ended_even_with_results(database, store):
    _, running = await store.cut(1, SeasonSettings(kind=SeasonKind.WEEKS), SUMMER)

    async def work(conn):
        sums = {"topic": "", "score_milli": 0, "answered": 1}
        await conn.execute(insert(boards), [{"guild_id": 1, "board": running.board, **sums}])

    await database.writer.run(work)
    start = running.starts_at
    ended, kept = await store.cut(1, SeasonSettings(kind=SeasonKind.MONTH), start)

    assert ended is None
    assert (kept.id, kept.starts_at, kept.kind) == (running.id, start, SeasonKind.MONTH)
