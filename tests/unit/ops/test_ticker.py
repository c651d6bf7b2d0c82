"""The ticker: jobs come round, survive their faults, and finish before the process does."""

import asyncio
import logging

from bot.adapters.ticker import Job, Ticker

SOON = 0.001
NEVER = 3600.0


class Counted:
    """A job that counts its starts and ends, and may be told to fail or to wait."""

    def __init__(self, *, fails: bool = False, gate: asyncio.Event | None = None) -> None:
        self.started = 0
        self.finished = 0
        self.fails = fails
        self.gate = gate
        self._marks: dict[int, asyncio.Event] = {}

    async def __call__(self) -> None:
        self.started += 1
        self._mark(self.started).set()
        if self.gate is not None:
            await self.gate.wait()
        if self.fails:
            raise ZeroDivisionError
        self.finished += 1

    def _mark(self, count: int) -> asyncio.Event:
        return self._marks.setdefault(count, asyncio.Event())

    async def started_times(self, count: int) -> None:
        await asyncio.wait_for(self._mark(count).wait(), 10)


async def test_a_job_comes_round_again_and_again():
    job = Counted()
    ticker = Ticker([Job("tick", SOON, job)])

    ticker.start()
    await job.started_times(3)
    await ticker.stop()

    assert job.finished >= 3


async def test_a_job_that_raises_is_logged_and_stops_neither_itself_nor_others(caplog):
    bad, good = Counted(fails=True), Counted()
    ticker = Ticker([Job("bad", SOON, bad), Job("good", SOON, good)])

    ticker.start()
    await bad.started_times(2)
    await good.started_times(2)
    await ticker.stop()

    record = next(record for record in caplog.records if "bad" in record.message)
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None


async def test_stopping_lets_a_running_job_finish():
    gate = asyncio.Event()
    job = Counted(gate=gate)
    ticker = Ticker([Job("slow", SOON, job)])
    ticker.start()
    await job.started_times(1)

    stopping = asyncio.ensure_future(ticker.stop())
    await asyncio.sleep(0)
    gate.set()
    await stopping

    assert (job.started, job.finished) == (1, 1)


async def test_a_job_that_does_not_finish_in_time_is_cancelled_and_named(caplog):
    job = Counted(gate=asyncio.Event())
    ticker = Ticker([Job("stuck", SOON, job)])
    ticker.start()
    await job.started_times(1)

    await ticker.stop(grace=0.01)

    assert (job.started, job.finished) == (1, 0)
    assert "job stuck did not finish within 0.01 s; cancelled" in caplog.messages


async def test_a_job_never_runs_twice_at_the_same_time():
    gate = asyncio.Event()
    slow, quick = Counted(gate=gate), Counted()
    ticker = Ticker([Job("slow", SOON, slow), Job("quick", SOON, quick)])

    ticker.start()
    await quick.started_times(5)
    gate.set()
    started = slow.started
    await ticker.stop()

    assert started == 1


async def test_nothing_starts_after_the_stop():
    job = Counted()
    ticker = Ticker([Job("tick", SOON, job)])
    ticker.start()
    await job.started_times(1)

    await ticker.stop()
    before = job.started
    other = Counted()
    witness = Ticker([Job("witness", SOON, other)])
    witness.start()
    await other.started_times(3)
    await witness.stop()

    assert job.started == before


async def test_a_ticker_whose_jobs_are_not_due_stops_at_once():
    job = Counted()
    ticker = Ticker([Job("rare", NEVER, job)])

    ticker.start()
    await ticker.stop()

    assert job.started == 0
