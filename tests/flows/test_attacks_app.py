"""A connection to Discord that fails at the start or ends by itself."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import discord
import pytest

from bot.adapters.discord.client import stay_connected
from bot.app import _ready
from bot.errors import SettingsError, Unreachable


class Client:
    """As much of a client as a start needs."""

    def __init__(self, error: Exception | None = None, *, ends: bool = True) -> None:
        self._error, self._ends = error, ends
        self.ready = asyncio.Event()

    async def connect(self) -> None:
        if self._error is not None:
            raise self._error
        if not self._ends:
            await asyncio.Event().wait()

    async def wait_until_ready(self) -> None:
        await self.ready.wait()


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(SimpleNamespace(close_code=code), shard_id=0, code=code)


async def test_a_connection_that_ends_by_itself_invites_to_start_again():
    with pytest.raises(Unreachable, match="closed the connection"):
        await stay_connected(Client())


@pytest.mark.parametrize(
    ("error", "told", "about"),
    [
        (discord.GatewayNotFound(), Unreachable, "gateway"),
        (discord.PrivilegedIntentsRequired(0), Unreachable, "message-content"),
        (closed(4004), SettingsError, "VIVA_TOKEN"),
        (closed(4013), Unreachable, "4013"),
    ],
)
async def test_what_ends_the_connection_is_told_plainly(error, told, about):
    with pytest.raises(told, match=about):
        await stay_connected(Client(error))


async def test_the_start_fails_at_once_when_the_connection_does():
    client = Client()
    running = asyncio.create_task(stay_connected(client))

    with pytest.raises(Unreachable):
        await _ready(SimpleNamespace(client=client), running)


async def test_the_start_goes_on_once_the_connection_stands():
    client = Client(ends=False)
    running = asyncio.create_task(stay_connected(client))
    client.ready.set()

    await _ready(SimpleNamespace(client=client), running)

    assert not running.done()
    running.cancel()
