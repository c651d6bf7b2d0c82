"""Work that a stop waits for."""

import asyncio
from contextlib import suppress

import pytest

from bot.demo.waiting import uninterrupted


async def test_a_result_and_an_error_come_through():
    async def fail():
        raise ValueError("no")

    assert await uninterrupted(asyncio.sleep(0, "done")) == "done"
    with pytest.raises(ValueError, match="no"):
        await uninterrupted(fail())


async def test_a_cancellation_waits_for_the_end_of_the_work():
    gate, done = asyncio.Event(), []

    async def work():
        await gate.wait()
        done.append(True)

    task = asyncio.create_task(uninterrupted(work()))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()

    gate.set()
    with suppress(asyncio.CancelledError):
        await task

    assert task.cancelled()
    assert done == [True]
