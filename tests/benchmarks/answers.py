"""`answers`: durable answers per second through `AnswerService`.

Members of many servers answer at once: 10,000 rounds are open and hold 100 answers each, and every
new answer is to one of them, so that a commit touches about as many pages as it has rows.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import time
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.question import to_snapshot
from bot.services.library import Library
from bot.services.wiring import wire
from bot.store.answers import Source
from bot.store.database import open_database, upgrade
from tests.benchmarks.harness import Aim, Result, benchmark, best, folder
from tests.fakes import NOON, FakeClock, FakePublisher
from tests.questions import SINGLE, bank_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.services.answers import AnswerService
    from bot.store.database import Database

ROUNDS = 10_000
STORED = 1_000_000
WAITING = {1: 800, 32: 6_000, 256: 12_000}
"""How many wait at the same time -> answers in one turn."""
ALONE = 1_000
TURNS = 5
NOW = int(NOON.timestamp() * 1000)

ROUND = """
    INSERT INTO rounds (id, guild_id, channel_id, slot, day, question_id, question_version,
        key_version, topic, snapshot, option_order, seed, style, thread, state, nonce, opens_at,
        closes_at, give_up_at, message_id)
    VALUES (?, ?, 1, ?, '2026-06-01', ?, 1, 1, ?, ?, '3,1,0,2', 1, 'buttons', 'never', 'open', 'n',
        ?, ?, ?, ?)
"""
UPSERT = """
    INSERT INTO answers (round_id, member_id, response, source, answered_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (round_id, member_id) DO UPDATE SET
        response = excluded.response, source = excluded.source, answered_at = excluded.answered_at
"""


class Members:
    """Draws who answers what; no member answers the same round twice."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def draw(self, count: int) -> list[tuple[int, int, int]]:
        """Return (round, member, position) for each answer."""
        rng = self._rng
        return [
            (rng.randrange(ROUNDS) + 1, rng.getrandbits(62), rng.randrange(4)) for _ in range(count)
        ]

    def rows(self, count: int) -> list[tuple[int, int, str, str, int]]:
        """Return the same as rows of the table."""
        return [(r, member, str(p), "button", NOW) for r, member, p in self.draw(count)]


def prepare(path: Path) -> Path:
    """Fill a database with servers, open rounds and answers."""
    upgrade(path)
    numbers = range(1, ROUNDS + 1)
    snapshot, day = to_snapshot(SINGLE), 86_400_000
    rounds = [
        (n, n << 22, str(n), SINGLE.id, SINGLE.topic, snapshot, NOW, NOW + day, NOW + day, n)
        for n in numbers
    ]
    with closing(connect(path)) as raw:
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO guilds VALUES (?, 'UTC', NULL)", [(n << 22,) for n in numbers])
        raw.executemany(ROUND, rounds)
        raw.executemany(UPSERT, sorted(Members(0).rows(STORED)))
        raw.execute("COMMIT")
    return path


def connect(path: Path, *more: str) -> sqlite3.Connection:
    """Open a plain connection that is as careful as Viva's, and otherwise as sqlite3 comes."""
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", *more):
        raw.execute(f"PRAGMA {pragma}")
    return raw


async def service(db: Database) -> AnswerService:
    """Return the real service, as after a start."""
    services = wire(db, Library(bank_of(SINGLE)), FakePublisher(), FakeClock(), random.Random(1))
    assert await services.rounds.load() == ROUNDS
    return services.answers


@dataclass
class Contest:
    """Viva and its baselines, each with a database of its own."""

    grouped: AnswerService
    alone: AnswerService
    raw: sqlite3.Connection
    tuned: sqlite3.Connection
    """Raw sqlite3 that folds its journal as seldom as Viva does."""
    members: Members

    def served(self, answers: AnswerService, waiting: int, count: int) -> Callable[[], Awaitable]:
        """Return a turn of the service: seconds an answer, with so many waiting."""

        async def turn() -> float:
            left = iter(self.members.draw(count))

            async def member() -> None:
                for round_id, member_id, position in left:
                    await answers.choose(round_id, member_id, position, source=Source.BUTTON)

            start = time.perf_counter()
            await asyncio.gather(*(member() for _ in range(waiting)))
            return (time.perf_counter() - start) / count

        return turn

    def written(self, raw: sqlite3.Connection, group: int, count: int) -> Callable[[], Awaitable]:
        """Return a turn of plain sqlite3: seconds an answer, in groups of that size."""

        async def turn() -> float:
            rows = self.members.rows(count)
            start = time.perf_counter()
            for first in range(0, count, group):
                raw.execute("BEGIN IMMEDIATE")
                raw.executemany(UPSERT, rows[first : first + group])
                raw.execute("COMMIT")
            return (time.perf_counter() - start) / count

        return turn

    async def results(self) -> list[Result]:
        """Let all take turns."""
        turns = {"alone": self.served(self.alone, 256, ALONE)}
        for waiting, count in WAITING.items():
            turns[f"viva {waiting}"] = self.served(self.grouped, waiting, count)
            turns[f"raw {waiting}"] = self.written(self.raw, waiting, count)
            turns[f"tuned {waiting}"] = self.written(self.tuned, waiting, count)
        rate = {name: 1 / seconds for name, seconds in (await best(turns, turns=TURNS)).items()}
        unit, most = "answers/s", max(WAITING)
        found = [
            Result(
                f"{most} waiting / one commit per answer",
                unit,
                rate[f"viva {most}"],
                rate["alone"],
                goal=8.0,
                aim=Aim.AT_LEAST,
            )
        ]
        for waiting in WAITING:
            case = f"{waiting} waiting / raw sqlite3, {waiting} a commit"
            goal = 0.5 if waiting == most else None
            own, raw = rate[f"viva {waiting}"], rate[f"raw {waiting}"]
            found.append(Result(case, unit, own, raw, goal, Aim.AT_LEAST))
        tuned = f"{most} waiting / the same with Viva's journal size"
        found.append(Result(tuned, unit, rate[f"viva {most}"], rate[f"tuned {most}"]))
        return found


@benchmark("answers")
async def run() -> list[Result]:
    """Durable answers per second through the answer service."""
    async with AsyncExitStack() as stack:
        place = stack.enter_context(folder())
        path = prepare(place / "grouped.db")
        others = [shutil.copy(path, place / name) for name in ("alone.db", "raw.db", "tuned.db")]
        grouped = await stack.enter_async_context(open_database(path))
        alone = await stack.enter_async_context(open_database(others[0], group=1))
        raw = stack.enter_context(closing(connect(others[1])))
        tuned = stack.enter_context(closing(connect(others[2], "wal_autocheckpoint=8000")))
        contest = Contest(await service(grouped), await service(alone), raw, tuned, Members(1))
        return await contest.results()
