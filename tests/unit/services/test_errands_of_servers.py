"""Errands that belong to a server: to neither a round nor a quiz."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.errors import Gone, Refused, Unreachable
from bot.store.outbox import PRIORITY, Chore, OutboxStore, errand_row, put
from bot.store.tables import outbox
from tests.unit.services.conftest import GUILD


class Doing:
    """What is to be done for a server: it fails with the errors set up, and is done then."""

    def __init__(self, world, *errors: Exception) -> None:
        self._outbox = OutboxStore(world.db)
        self._errors = list(errors)
        self.tried = 0

    async def __call__(self, errand) -> None:
        self.tried += 1
        if self._errors:
            raise self._errors.pop(0)
        await self._outbox.done(errand.id)


async def ask(world, doing: Doing) -> None:
    world.services.deliveries.handle_servers({Chore.REWARD: doing})
    row = errand_row(Chore.REWARD, GUILD, None, world.clock.now())

    async def work(conn):
        await put(conn, [row])

    await world.db.writer.run(work)


async def waiting(world) -> int:
    async with world.db.read() as conn:
        return (await conn.execute(select(func.count()).select_from(outbox))).scalar_one()


async def test_what_discord_does_not_take_for_hours_is_done_in_the_end(world):
    doing = Doing(world, *[Unreachable("503")] * 30)
    await ask(world, doing)

    for _ in range(40):
        await world.tick(minutes=15)

    assert doing.tried == 31
    assert await waiting(world) == 0


@pytest.mark.parametrize("error", [Refused("Viva may not"), Gone("guild")])
async def test_what_cannot_succeed_is_tried_once(world, error):
    doing = Doing(world, error)
    await ask(world, doing)

    for _ in range(3):
        await world.tick(minutes=15)

    assert doing.tried == 1
    assert await waiting(world) == 0


async def test_what_fails_for_a_fault_is_given_up(world):
    doing = Doing(world, *[ValueError("a fault")] * 99)
    await ask(world, doing)

    for _ in range(40):
        await world.tick(minutes=15)

    assert 1 < doing.tried < 20
    assert await waiting(world) == 0


@pytest.mark.parametrize(
    "chore", [Chore.POST, Chore.SETTLE, Chore.REVEAL, Chore.SEED, Chore.THREAD]
)
def test_what_members_answer_by_does_not_wait_for_thousands_of_recaps(chore):
    assert PRIORITY[chore] < PRIORITY[Chore.RECAP]
