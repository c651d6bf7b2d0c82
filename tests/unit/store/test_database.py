from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import OperationalError

from bot.errors import StoreError
from bot.store.database import open_database, upgrade
from bot.store.tables import guilds
from tests.unit.store.conftest import driver_of, guild, open_threads, stored

HOLDER = """
import asyncio, sys
from pathlib import Path
from bot.store.database import open_database

async def main():
    async with open_database(Path(sys.argv[1])) as database:
        print("open", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def start(path, instead_of_print='print("open", flush=True)'):
    """Start a process that opens the database, does something, and waits."""
    script = HOLDER.replace('print("open", flush=True)', instead_of_print)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def holder(path):
    """Another process that has the database open."""
    process = start(path)
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.communicate()


async def pragma(connection, name):
    return await connection.scalar(text(f"PRAGMA {name}"))


async def journal_pages(connection):
    return await pragma(connection, "wal_autocheckpoint")


async def test_the_writing_connection_is_durable_and_checks_references(database):
    async def work(connection):
        names = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only"]
        return [await pragma(connection, name) for name in names]

    assert await database.writer.run(work) == ["wal", 2, 1, 5000, 0]
    assert (await database.writer.run(journal_pages)) == 8000


async def test_a_reading_connection_refuses_to_write(database):
    async with database.read() as connection:
        with pytest.raises(OperationalError, match="readonly"):
            await connection.execute(insert(guilds), [{"id": 1, "zone": "UTC"}])


async def test_a_read_sees_one_state_however_much_is_written_meanwhile(database):
    async with database.read() as connection:
        before = (await connection.scalars(select(guilds.c.id))).all()
        await database.writer.run(guild(1))
        after = (await connection.scalars(select(guilds.c.id))).all()

    assert before == after == []
    assert await stored(database) == [1]


async def test_more_may_read_at_once_than_there_are_connections(database):
    await database.writer.run(guild(1))

    assert await asyncio.gather(*(stored(database) for _ in range(30))) == [[1]] * 30


@pytest.mark.parametrize("turns", range(10))
async def test_a_read_may_be_cancelled_at_any_time(database, turns):
    reading = asyncio.create_task(stored(database))
    for _ in range(turns):
        await asyncio.sleep(0)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)

    assert await asyncio.gather(*(stored(database) for _ in range(8))) == [[]] * 8


async def test_a_new_file_and_its_directory_are_created_for_the_user_alone(tmp_path):
    path = tmp_path / "new" / "directory" / "viva.db"

    async with open_database(path) as database:
        await database.writer.run(guild(1))
        files = sorted(path.parent.iterdir())

        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        assert path in files


async def test_what_was_written_is_there_at_the_next_start(path):
    async with open_database(path) as database:
        await database.writer.run(guild(1))

    async with open_database(path) as database:
        assert await stored(database) == [1]


async def test_closing_leaves_one_file_a_lock_and_no_thread(path):
    async with open_database(path) as database:
        await database.writer.run(guild(1))
        await stored(database)

    assert {file.name for file in path.parent.iterdir()} == {"viva.db", "viva.db.lock"}
    assert open_threads() == []


async def test_a_statement_that_failed_does_not_keep_the_file_open(path):
    async with open_database(path) as database:
        await database.writer.run(guild(1))
        errors = await asyncio.gather(database.writer.run(guild(1)), return_exceptions=True)

    assert errors
    assert {file.name for file in path.parent.iterdir()} == {"viva.db", "viva.db.lock"}


async def test_closing_twice_is_closing_once(path):
    async with open_database(path) as database:
        await database.close()

    assert open_threads() == []


async def test_a_closed_database_cannot_be_read(path):
    async with open_database(path) as database:
        pass

    with pytest.raises(StoreError, match="closed"):
        await stored(database)


async def test_a_read_that_outlasts_the_database_leaves_no_thread(path):
    async with open_database(path) as database:
        reading = database.read()
        connection = await reading.__aenter__()
        await pragma(connection, "page_count")
    await reading.__aexit__(None, None, None)

    assert open_threads() == []


async def test_an_error_in_the_body_lets_go_of_everything(path):
    async def fail():
        async with open_database(path) as database:
            await database.writer.run(guild(1))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert open_threads() == []
    assert upgrade(path) == ("0002", "0002")


async def test_a_database_is_opened_once_in_a_process(database, path):
    with pytest.raises(StoreError, match=f"in use by process {os.getpid()}"):
        upgrade(path)


async def test_another_name_for_the_file_is_the_same_file(database, path, tmp_path):
    link = tmp_path / "other.db"
    link.symlink_to(path)

    with pytest.raises(StoreError, match="in use"):
        upgrade(link)


def test_a_second_process_is_refused_and_told_who_has_the_file(holder, path):
    with pytest.raises(StoreError) as refusal:
        upgrade(path)

    assert f"in use by process {holder.pid}" in str(refusal.value)
    assert str(path) in str(refusal.value)
    assert "stop that Viva first" in str(refusal.value)


def test_a_killed_process_lets_go_of_the_file(holder, path):
    holder.kill()
    holder.wait()

    assert upgrade(path) == ("0002", "0002")


def test_an_interrupted_process_ends_by_itself_and_leaves_one_file(holder, path):
    holder.send_signal(signal.SIGINT)
    holder.wait(timeout=30)

    assert {file.name for file in path.parent.iterdir()} == {"viva.db", "viva.db.lock"}


FORK = """import os, signal
        if os.fork() == 0:
            print(os.getpid(), flush=True)
            signal.pause()"""


def test_a_forked_child_does_not_keep_the_lock_of_a_killed_process(path):
    process = start(path, FORK)
    child = int(process.stdout.readline())
    process.kill()
    process.wait()

    try:
        assert upgrade(path) == ("0002", "0002")
    finally:
        os.kill(child, signal.SIGKILL)
        process.communicate()


WRITE = """from tests.unit.store.conftest import guild
        print(await database.writer.run(guild(42)), flush=True)"""


def test_what_was_acknowledged_survives_a_kill(path):
    process = start(path, WRITE)
    acknowledged = process.stdout.readline()
    process.kill()
    process.communicate()

    with closing(sqlite3.connect(path)) as reopened:
        assert reopened.execute("SELECT id FROM guilds").fetchall() == [(42,)]
    assert acknowledged == "42\n"


async def test_a_database_browser_may_look_while_viva_runs(database, path):
    await database.writer.run(guild(1))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM guilds").fetchone() == (1,)


async def test_a_read_takes_one_trip_to_the_connections_thread(database):
    trips = []
    async with database.read() as connection:
        driver = await driver_of(connection)
        execute = driver._execute

        async def counted(do, *args):
            trips.append(do)
            return await execute(do, *args)

        driver._execute = counted
        (await connection.execute(select(guilds.c.id))).all()
        del driver._execute

    assert len(trips) == 1
