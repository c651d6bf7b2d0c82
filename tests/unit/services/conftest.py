"""The services on a real database file, with a Discord in memory and a clock one can set."""

from __future__ import annotations

import itertools
import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.domain.daily import Draft
from bot.services.library import Library
from bot.services.wiring import wire
from bot.store.answers import Source
from bot.store.database import open_database
from bot.store.rounds import RoundStore
from tests.databases import place
from tests.fakes import FakeClock, FakePublisher
from tests.questions import SINGLE, bank_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain.question import Question
    from bot.domain.round import Round
    from bot.services.wiring import Services

GUILD, CHANNEL, ADMIN = 1, 11, 99
ANN, BOB, CID = 101, 102, 103


class World:
    """A server with Viva in it. `restart` is what a crash and a new start do."""

    def __init__(self, path: Path, questions: tuple[Question, ...]) -> None:
        self.path = path
        self.bank = bank_of(*questions)
        self.clock = FakeClock()
        self.publisher = FakePublisher(self.clock)
        self.services: Services
        self.rounds: RoundStore
        self._stack = None

    def reseed(self, seed: int) -> None:
        """Have other questions drawn."""
        self._rng.seed(seed)

    async def start(self) -> None:
        self._stack = open_database(place(self.path))
        self.db = await self._stack.__aenter__()
        self._rng = random.Random(1)
        self.services = wire(self.db, self.library(), self.publisher, self.clock, self._rng)
        self.rounds = RoundStore(self.db)
        await self.services.load()

    def library(self) -> Library:
        """The bank in use; a reload takes what `bank` is then."""
        return Library(self.bank, lambda: self.bank)

    async def stop(self) -> None:
        await self.services.deliveries.close(5)
        await self._stack.__aexit__(None, None, None)

    async def restart(self) -> None:
        await self.stop()
        await self.start()
        await self.services.rounds.recover()

    async def tick(self, **later: float) -> None:
        self.clock.advance(**later)
        await self.services.tick()

    async def schedule(self, **changes: object):
        draft = Draft(guild_id=GUILD, channel_id=CHANNEL, created_by=ADMIN, **changes)
        return await self.services.schedules.add(draft)

    async def open_round(self, **changes: object) -> Round:
        """Set a schedule up and post its question now."""
        schedule = await self.schedule(**changes)
        round_ = await self.services.schedules.post_now(GUILD, schedule.name)
        return await self.rounds.get(round_.id)

    async def answer(self, round_: Round, member_id: int, *, right: bool = True):
        """Choose a right or a wrong option by button."""
        wanted = round_.key_positions if right else set(range(4)) - round_.key_positions
        return await self.services.answers.choose(
            round_.id, member_id, min(wanted), source=Source.BUTTON
        )

    async def close(self, round_: Round) -> Round:
        """Let the window pass; grade and reveal."""
        self.clock.set(round_.closes_at)
        await self.services.tick()
        return await self.rounds.get(round_.id)


@pytest.fixture
def world_of(tmp_path: Path):
    """Make worlds with the questions given."""
    count = itertools.count()

    @asynccontextmanager
    async def make(*questions: Question) -> AsyncIterator[World]:
        world = World(tmp_path / f"{next(count)}.db", questions or (SINGLE,))
        await world.start()
        try:
            yield world
        finally:
            await world.stop()

    return make


@pytest.fixture
async def world(world_of) -> AsyncIterator[World]:
    """A world whose bank has one single-choice question."""
    async with world_of() as made:
        yield made
