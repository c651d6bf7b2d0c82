from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import StatementError

from bot.store.batch import Batch
from bot.store.tables import guilds

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ADD = Batch(insert(guilds), ["left_at", "zone", "id"])
MOVE = Batch(update(guilds).where(guilds.c.id == bindparam("who")), ["who", "zone"])


async def rows(database):
    async with database.read() as connection:
        query = select(guilds.c.id, guilds.c.zone, guilds.c.left_at).order_by(guilds.c.id)
        return [tuple(row) for row in await connection.execute(query)]


async def test_values_are_stored_in_the_column_of_their_key_and_as_its_type(database):
    async def work(connection):
        await ADD.execute(connection, [(NOON, "UTC", 1), (None, "Asia/Tokyo", 2)])
        await MOVE.execute(connection, [(1, "Europe/Berlin")])

    await database.writer.run(work)

    assert await rows(database) == [(1, "Europe/Berlin", NOON), (2, "Asia/Tokyo", None)]


async def test_no_rows_are_nothing_to_do(database):
    async def work(connection):
        await ADD.execute(connection, [])

    await database.writer.run(work)

    assert await rows(database) == []


async def test_values_are_checked_as_ever(database):
    async def work(connection):
        await ADD.execute(connection, [(NOON.replace(tzinfo=None), "UTC", 1)])

    with pytest.raises((ValueError, StatementError), match="naive datetime"):
        await database.writer.run(work)
