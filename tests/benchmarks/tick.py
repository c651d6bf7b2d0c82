"""`tick`: 10,000 schedules due at the same instant.

How late the last one is claimed, and how long the event loop is held up at worst meanwhile. Every
server has a month of history, so that picking a question has something to look at, which is done
in the minutes before. The baseline is APScheduler with a job a server that does nothing but note
the time; it is told to let late jobs run, since with its defaults it would drop all of them.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sqlite3
import time
from contextlib import closing, suppress
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.adapters.clock import SystemClock
from bot.domain.question import to_snapshot
from bot.services.library import Library
from bot.services.wiring import wire
from bot.store.database import open_database, upgrade
from tests.benchmarks.harness import Aim, Result, benchmark, folder
from tests.fakes import NOON, FakeClock, FakePublisher
from tests.questions import bank_of, question

if TYPE_CHECKING:
    from pathlib import Path

SERVERS = 10_000
HISTORY = 30
QUESTIONS = [
    question(f"q-{number:03}", topic=f"topic-{number % 19}", difficulty=1 + number % 5)
    for number in range(400)
]
DUE = int(NOON.timestamp() * 1000)
DAY = 24 * 3600 * 1000

SCHEDULE = """
    INSERT INTO schedules (id, guild_id, channel_id, name, weekdays, minute, zone, topics,
        min_difficulty, max_difficulty, style, thread, window_s, grace_s, created_by, created_at,
        next_at, next_day)
    VALUES (?, ?, 1, 'daily', 127, 720, ?, '', 1, 5, 'buttons', 'never', 86400, 21600, 1, 0,
        ?, '2026-06-01')
"""
ROUND = """
    INSERT INTO rounds (guild_id, channel_id, schedule_id, slot, day, question_id,
        question_version, key_version, topic, snapshot, option_order, seed, style, thread, state,
        nonce, opens_at, closes_at, give_up_at)
    VALUES (?, 1, ?, ?, '2026-05-01', ?, 1, 1, ?, ?, '3,1,0,2', 1, 'buttons', 'never', 'void', 'n',
        ?, ?, ?)
"""
ZONES = ("UTC", "Africa/Abidjan", "Atlantic/Reykjavik")


def fill(path: Path) -> None:
    """Write the servers, their schedules and their history."""
    rng = random.Random(1)
    short = [(q.id, q.topic, to_snapshot(q)) for q in QUESTIONS]
    with closing(sqlite3.connect(path)) as db, db:
        servers = range(1, SERVERS + 1)
        db.executemany("INSERT INTO guilds (id, zone) VALUES (?, 'UTC')", ((i,) for i in servers))
        db.executemany(SCHEDULE, ((i, i, ZONES[i % 3], DUE) for i in servers))
        db.executemany(
            ROUND,
            (
                (i, i, f"past-{n}", *short[rng.randrange(400)], at, at, at)
                for i in servers
                for n in range(HISTORY)
                for at in (DUE - (HISTORY - n) * DAY,)
            ),
        )


class Stalls:
    """Watches how long the event loop is held up."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.worst = max(self.worst, time.perf_counter() - before - 0.001)


async def claims() -> tuple[float, float, int]:
    """Seconds until the last claim, the worst stall in seconds, and how many were claimed."""
    with folder() as place:
        path = place / "viva.db"
        upgrade(path)
        fill(path)
        async with open_database(path) as db:
            clock = FakeClock(NOON - timedelta(minutes=1))
            services = wire(
                db, Library(bank_of(*QUESTIONS)), FakePublisher(), clock, random.Random(2)
            )
            # As the second's `plan` job does in the minutes before.
            while await services.daily.look_ahead(NOON - timedelta(seconds=1)):
                pass
            # As the client does once it is ready.
            gc.collect()
            gc.freeze()
            stalls = Stalls()
            watching = asyncio.create_task(stalls.watch())
            start = time.perf_counter()
            claimed = await services.daily.run_due(NOON)
            late = time.perf_counter() - start
            gc.unfreeze()
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
    return late, stalls.worst, claimed


async def jobs() -> tuple[float, float, int]:
    """The same for APScheduler with a job a server."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True}
    )
    due = SystemClock().now() + timedelta(seconds=6)
    ran: list[float] = []
    done = asyncio.Event()

    async def job() -> None:
        ran.append(time.time())
        if len(ran) == SERVERS:
            done.set()

    for _ in range(SERVERS):
        scheduler.add_job(job, "date", run_date=due)
    scheduler.start()
    stalls = Stalls()
    watching = asyncio.create_task(stalls.watch())
    async with asyncio.timeout(120):
        await done.wait()
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    scheduler.shutdown()
    return max(ran) - due.timestamp(), stalls.worst, len(ran)


@benchmark("tick")
async def run() -> list[Result]:
    """10,000 schedules due at the same instant, against a job a server in APScheduler."""
    late, stall, claimed = await claims()
    job_late, job_stall, job_count = await jobs()
    return [
        Result("claimed", "schedules", claimed, job_count, goal=1.0, aim=Aim.AT_LEAST),
        Result("latest lateness", "s", late, job_late, goal=1.0, aim=Aim.LIMIT),
        Result("worst stall", "ms", stall * 1000, job_stall * 1000, goal=50.0, aim=Aim.LIMIT),
    ]
