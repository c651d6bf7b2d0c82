from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.store import driver
from bot.store.tables import guilds
from tests.unit.store.conftest import add_guilds, driver_of, guild, open_threads, stored


@pytest.fixture
async def filled(database):
    for number in range(5):
        await database.writer.run(guild(number))
    return database


async def test_rows_can_be_fetched_one_by_one_and_in_pieces(filled):
    async with filled.read() as connection:
        cursor = await (await driver_of(connection)).cursor()
        await cursor.execute("SELECT id FROM guilds ORDER BY id")

        assert await cursor.fetchone() == (0,)
        assert await cursor.fetchmany() == [(1,)]
        assert await cursor.fetchmany(2) == [(2,), (3,)]
        assert await cursor.fetchall() == [(4,)]
        assert await cursor.fetchone() is None
        assert await cursor.fetchall() == []


async def test_rows_can_be_streamed(filled):
    async with filled.read() as connection:
        rows = await connection.stream(select(guilds.c.id).order_by(guilds.c.id))

        assert [row async for row in rows] == [(n,) for n in range(5)]


async def test_inserted_rows_come_back_where_they_are_asked_for(database):
    async def work(connection):
        new = insert(guilds).returning(guilds.c.id)
        return list(await connection.scalars(new, [{"id": n, "zone": "UTC"} for n in (4, 2)]))

    assert sorted(await database.writer.run(work)) == [2, 4]


async def test_the_rows_changed_are_counted(filled):
    async def work(connection):
        result = await connection.execute(text("UPDATE guilds SET zone = 'UTC' WHERE id > 1"))
        return result.rowcount

    assert await filled.writer.run(work) == 3


async def test_a_transaction_in_which_nothing_was_done_commits_and_rolls_back(database):
    async def nothing(connection):
        return (await driver_of(connection)).in_transaction

    async def fail(connection):
        raise LookupError

    assert await database.writer.run(nothing) is False
    with pytest.raises(LookupError):
        await database.writer.run(fail)
    assert await database.writer.run(guild(1)) == 1


async def test_a_savepoint_undoes_its_part_alone(database):
    async def work(connection):
        await guild(1)(connection)
        nested = await connection.begin_nested()
        await guild(2)(connection)
        await nested.rollback()
        await guild(3)(connection)

    await database.writer.run(work)

    assert await stored(database) == [1, 3]


async def test_a_batch_that_fails_halfway_leaves_nothing(database):
    async def work(connection):
        await add_guilds(connection, [1, 2, 1])

    with pytest.raises(IntegrityError):
        await database.writer.run(work)

    assert await stored(database) == []


async def test_a_connection_returned_by_a_reader_holds_no_transaction(filled):
    async with filled.read() as connection:
        raw = await driver_of(connection)
        await connection.execute(select(guilds.c.id))
        assert raw.in_transaction

    await raw.call(int)
    assert not raw.in_transaction


async def test_a_connection_that_cannot_be_prepared_leaves_no_thread(path):
    with pytest.raises(sqlite3.OperationalError):
        await driver.connect(path, ["PRAGMA ("], begin="BEGIN", query_only=False, busy_seconds=1)

    assert open_threads() == []


async def test_a_connection_nobody_waits_for_any_more_is_closed(path):
    opening = asyncio.create_task(
        driver.connect(
            path, ["PRAGMA journal_mode=WAL"], begin="BEGIN", query_only=False, busy_seconds=1
        )
    )
    await asyncio.sleep(0)
    opening.cancel()

    with pytest.raises(asyncio.CancelledError):
        await opening

    assert open_threads() == []
    assert not path.with_name(path.name + "-wal").exists(), (
        "the last connection removes its journal"
    )
