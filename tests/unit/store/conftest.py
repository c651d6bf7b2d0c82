from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert, select

from bot.store.database import open_database
from bot.store.tables import guilds
from tests.databases import place


@pytest.fixture
def path(tmp_path):
    return tmp_path / "viva.db"


@pytest.fixture
async def database(path):
    async with open_database(place(path)) as database:
        yield database


def guild(number):
    """A unit of work that adds a guild, and fails if it is there already."""

    async def add(connection):
        await connection.execute(insert(guilds), [{"id": number, "zone": "UTC"}])
        return number

    return add


async def add_guilds(connection, numbers):
    """Add several guilds at once."""
    await connection.execute(insert(guilds), [{"id": n, "zone": "UTC"} for n in numbers])
    return [f"guild {n}" for n in numbers]


async def stored(database):
    """The numbers of the guilds that are committed."""
    async with database.read() as connection:
        return list(await connection.scalars(select(guilds.c.id).order_by(guilds.c.id)))


async def driver_of(connection):
    return (await connection.get_raw_connection()).driver_connection


def open_threads():
    """The threads of connections that were not closed."""
    threads = [t for t in threading.enumerate() if "_connection_worker_thread" in t.name]
    for thread in threads:
        thread.join(5)  # it says that it is closed a moment before it ends
    return [thread.name for thread in threads if thread.is_alive()]
