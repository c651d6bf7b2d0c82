"""Callers that are cancelled, at every step of a commit, and what becomes of the others."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.errors import StoreError
from bot.store.database import open_database
from tests.unit.store.conftest import add_guilds, driver_of, guild, open_threads, stored

STEPS = ["BEGIN IMMEDIATE", "INSERT", "COMMIT"]


async def when(database, step, do):
    """Have `do` called on the loop while SQLite is about to run the statement; wait for it."""
    loop = asyncio.get_running_loop()
    armed = [True]

    def call(done):
        do()
        done.set()

    def trace(statement):
        if armed[0] and statement.startswith(step):
            armed[0] = False
            done = threading.Event()
            loop.call_soon_threadsafe(call, done)
            done.wait(10)

    async def set_trace(connection):
        await (await driver_of(connection)).set_trace_callback(trace)
        armed[0] = False

    await database.writer.run(set_trace)
    armed[0] = True


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("victims", [{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}])
async def test_the_others_are_committed_whoever_is_cancelled_in_the_middle(database, step, victims):
    tasks = []
    await when(database, step, lambda: [tasks[victim].cancel() for victim in victims])

    tasks += [asyncio.create_task(database.writer.run(guild(n))) for n in range(3)]
    results = await asyncio.gather(*tasks, return_exceptions=True)

    for number, result in enumerate(results):
        expected = asyncio.CancelledError if number in victims else int
        assert isinstance(result, expected)
    assert set(await stored(database)) >= {0, 1, 2} - victims
    assert await database.writer.run(guild(9)) == 9


@pytest.mark.parametrize("turns", range(12))
@pytest.mark.parametrize("victim", [0, 1, 2])
async def test_the_others_are_committed_however_early_one_is_cancelled(database, victim, turns):
    tasks = [asyncio.create_task(database.writer.submit(add_guilds, n)) for n in range(3)]
    for _ in range(turns):
        await asyncio.sleep(0)
    tasks[victim].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)

    others = {0, 1, 2} - {victim}
    assert [results[n] for n in sorted(others)] == [f"guild {n}" for n in sorted(others)]
    assert set(await stored(database)) >= others


async def test_a_caller_that_left_before_the_group_began_is_not_heard(database):
    tasks = [asyncio.create_task(database.writer.run(guild(n))) for n in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert await stored(database) == [0, 2]


async def test_a_caller_that_left_during_a_failing_group_does_not_change_who_is_told(database):
    async def leave_and_fail(connection):
        tasks[0].cancel()
        raise LookupError("no")

    tasks = [asyncio.create_task(database.writer.run(guild(0)))]
    tasks.append(asyncio.create_task(database.writer.run(leave_and_fail)))
    tasks.append(asyncio.create_task(database.writer.run(guild(2))))
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(result) for result in results] == [asyncio.CancelledError, LookupError, int]
    assert 2 in await stored(database)


def committing(database):
    """The task that commits; it changes with every burst of work."""
    return database.writer._task


@pytest.mark.parametrize("step", STEPS)
async def test_when_the_loop_cancels_everything_nobody_hangs_and_the_writer_goes_on(database, step):
    """As `asyncio.run` does at its end: the committing task itself is cancelled."""
    await when(database, step, lambda: committing(database).cancel())

    tasks = [asyncio.create_task(database.writer.run(guild(n))) for n in range(3)]
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(result) for result in results] == [asyncio.CancelledError] * 3
    assert await database.writer.run(guild(9)) == 9
    assert set(await stored(database)) in ({9}, {0, 1, 2, 9})


@pytest.mark.parametrize("turns", range(12))
async def test_nobody_hangs_however_early_the_committing_task_is_cancelled(database, turns):
    tasks = [asyncio.create_task(database.writer.run(guild(n))) for n in range(3)]
    await asyncio.sleep(0)
    task = committing(database)
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert await database.writer.run(guild(9)) == 9


async def test_closing_that_is_cancelled_still_lets_go_of_everything(path):
    async def use():
        async with open_database(path) as database:
            await when(database, "COMMIT", user.cancel)
            waiting.append(asyncio.create_task(database.writer.run(guild(1))))
            await asyncio.sleep(0)

    waiting = []
    user = asyncio.create_task(use())
    with pytest.raises(asyncio.CancelledError):
        await user
    await asyncio.gather(*waiting, return_exceptions=True)

    async with open_database(path) as database:
        assert await stored(database) in ([], [1])
    assert open_threads() == []


async def test_a_closed_writer_says_so_rather_than_wait(path):
    async with open_database(path) as database:
        pass

    with pytest.raises(StoreError, match="closed"):
        await database.writer.submit(add_guilds, 1)
