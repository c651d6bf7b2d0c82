"""Viva's services under load in a process that is killed; run by `test_kill.py`.

The process imports everything once and then forks a victim for each line on its standard input
(`<database> <discord file> <seed> <first instant> <turns>`). A victim reports on standard output
what it tries and what was acknowledged; Discord is a file that outlives it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.daily import Draft
from bot.domain.round import AnswerStyle
from bot.services.library import Library
from bot.services.wiring import Services, wire
from bot.store.answers import Source
from bot.store.database import open_database
from tests.fakes import FakeClock, FakeMessage, FakePublisher
from tests.questions import EASY, MULTIPLE, SINGLE, bank_of

if TYPE_CHECKING:
    from bot.bank import Bank
    from bot.domain.question import Question

GUILDS = range(1, 6)
MEMBERS = range(100, 112)
TURN = timedelta(hours=3)
START = datetime(2026, 6, 1, tzinfo=UTC)


def report(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class FileDiscord(FakePublisher):
    """A Discord whose messages stand in a file: what was sent outlives the sender."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        lines = path.read_text().splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            message = FakeMessage(**json.loads(line) | {"id": number})
            self.messages[message.id] = message
        self._next_id = len(lines)

    def _new_id(self) -> int:
        """Number the messages by their lines, so that they are found again after a crash."""
        self._next_id += 1
        return self._next_id

    def _send(self, round_, kind: str) -> int:
        line = {
            "channel_id": round_.channel_id,
            "kind": kind,
            "round_id": round_.id,
            "nonce": round_.nonce,
        }
        with self._path.open("ab", buffering=0) as file:
            file.write(json.dumps(line).encode() + b"\n")
        report("SENT", kind, round_.id)
        return super()._send(round_, kind)


def bank_at(now: datetime) -> Bank:
    """The bank of a day: every five days another option is right, and the order is another."""
    version = 1 + (now - START) // timedelta(days=5)

    def revised(question: Question) -> Question:
        right = {"abcd"[(version + i) % 4] for i in range(len(question.keys))}
        options = [replace(option, correct=option.id in right) for option in question.options]
        turned = options[version % 4 :] + options[: version % 4]
        return replace(question, version=version, options=tuple(turned))

    return bank_of(*map(revised, (SINGLE, EASY, MULTIPLE)))


async def answer(services: Services, round_id: int, member_id: int, position: int) -> None:
    report("TRY", round_id, member_id, position)
    receipt = await services.answers.choose(round_id, member_id, position, source=Source.BUTTON)
    report("ACK", round_id, member_id, position, ",".join(map(str, receipt.held)))


async def live(database: Path, discord: Path, rng: random.Random, clock: FakeClock, turns: int):
    async with open_database(database) as db:
        library = Library(bank_at(clock.now()), lambda: bank_at(clock.now()))
        services = wire(db, library, FileDiscord(discord), clock, rng)
        await services.load()
        await services.rounds.recover()
        for guild in GUILDS:
            if not await services.schedules.list(guild):
                await services.schedules.add(
                    Draft(
                        guild_id=guild,
                        channel_id=guild * 10,
                        created_by=1,
                        minute=guild * 180,
                        window=timedelta(hours=20),
                        style=AnswerStyle.BUTTONS,
                    )
                )
        for _ in range(turns):
            report("NOW", clock.now().isoformat())
            await library.reload()
            ticking = asyncio.create_task(services.tick())
            answering = [
                answer(services, round_.id, member, rng.randrange(4))
                for guild in GUILDS
                for round_ in await services.history.current(guild)
                if clock.now() < round_.closes_at
                for member in rng.sample(MEMBERS, 4)
            ]
            await asyncio.gather(*answering, ticking, return_exceptions=True)
            clock.advance(seconds=TURN.total_seconds())
        report("END", clock.now().isoformat())


def main() -> None:
    for line in sys.stdin:
        database, discord, seed, now, turns = line.split()
        child = os.fork()
        if child == 0:
            clock = FakeClock(datetime.fromisoformat(now))
            work = live(Path(database), Path(discord), random.Random(seed), clock, int(turns))
            asyncio.run(work)
            os._exit(0)
        report("PID", child)
        os.waitpid(child, 0)
        report("GONE", child)


if __name__ == "__main__":
    main()
