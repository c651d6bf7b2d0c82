"""Starting and stopping the real thing: HTTP and gateway of a Discord on this machine."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp
import discord
import pytest
import yarl
from aiohttp import web

from bot.adapters.probe import probe
from bot.app import run
from bot.errors import BankError, SettingsError, StoreError, Unreachable
from bot.settings import Settings
from bot.store.database import open_database
from tests.banks import write_bank
from tests.questions import SINGLE
from tests.unit.adapters.http_discord import ME, FakeDiscord, reply, serving

TOKEN = "Nw.secret.part"  # noqa: S105  (its first part is the id 7 in base 64)


@dataclass
class Gateway(FakeDiscord):
    """A Discord with a gateway that says READY for no servers."""

    accepted: str = f"Bot {TOKEN}"
    commands: list[dict[str, object]] = field(default_factory=list)
    identified: list[dict[str, object]] = field(default_factory=list)
    down: bool = False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/ws":
            return await self.talk(request)
        if request.path.endswith("/gateway/bot"):
            url = f"ws://{request.host}/ws"
            limit = {"total": 1, "remaining": 1, "reset_after": 0, "max_concurrency": 1}
            status = 404 if self.down else 200
            return reply({"url": url, "shards": 1, "session_start_limit": limit}, status)
        if request.path.endswith("/commands"):
            self.commands = await request.json()
            return reply([])
        return await super().handle(request)

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}, "s": None})
        async for frame in socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                break
            said = json.loads(frame.data)
            if said["op"] == 1:
                await socket.send_json({"op": 11, "d": None})
            if said["op"] == 2:
                self.identified.append(said["d"])
                ready = {"v": 10, "user": ME, "guilds": [], "session_id": "s", "shard": [0, 1]}
                ready["resume_gateway_url"] = f"ws://{request.host}/ws"
                ready["application"] = {"id": "7", "flags": 0}
                await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
        return socket


class Heard(logging.Handler):
    """Sets an event when a log line says something."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.words in record.getMessage():
            self.event.set()


@asynccontextmanager
async def heard(words: str):
    handler = Heard(words)
    logger = logging.getLogger("bot.app")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield handler.event
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


@pytest.fixture
def settings(tmp_path, unused_tcp_port) -> Settings:
    return Settings(
        _env_file=None,
        token=TOKEN,
        database=tmp_path / "viva.db",
        questions=write_bank(tmp_path / "questions", SINGLE),
        health_port=unused_tcp_port,
        shard_count=1,
    )


@asynccontextmanager
async def discord_on(server: Gateway, monkeypatch: pytest.MonkeyPatch):
    """Let discord.py talk to the server, its gateway included."""
    async with serving(server, monkeypatch):
        place = discord.http.Route.BASE.removesuffix("/api/v10").replace("http", "ws", 1)
        gateway = yarl.URL(f"{place}/ws")
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield


async def database_is_free(settings: Settings) -> bool:
    try:
        async with open_database(settings.database):
            return True
    except StoreError:
        return False


async def test_viva_runs_until_it_is_told_to_stop_and_lets_go_of_everything(settings, monkeypatch):
    server = Gateway(flags=1 << 18)
    async with discord_on(server, monkeypatch), heard("ready as") as ready:
        running = asyncio.create_task(run(settings))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        assert not running.done(), running.result()
        in_use = not await database_is_free(settings)
        health = await asyncio.to_thread(probe, settings.health_port)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    assert in_use
    assert "gateway" not in health.why
    assert {command["name"] for command in server.commands} >= {"setup", "daily", "leaderboard"}
    assert server.identified[0]["intents"] & (1 << 15), "the message-content intent"
    assert await database_is_free(settings)


async def test_without_the_intent_in_the_portal_it_is_not_asked_for(settings, monkeypatch):
    server = Gateway(flags=0)
    async with discord_on(server, monkeypatch), heard("ready as") as ready:
        running = asyncio.create_task(run(settings))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    assert not server.identified[0]["intents"] & (1 << 15)


async def test_a_gateway_that_cannot_be_reached_ends_the_run_and_frees_the_database(
    settings, monkeypatch
):
    server = Gateway(flags=1 << 18, down=True)
    async with discord_on(server, monkeypatch):
        with pytest.raises(Unreachable, match="gateway"):
            await run(settings.model_copy(update={"shard_count": None}))

    assert await database_is_free(settings)


async def test_a_token_that_discord_does_not_take_is_said_to_be_wrong(settings, monkeypatch):
    server = Gateway(accepted="Bot another")
    async with serving(server, monkeypatch):
        with pytest.raises(SettingsError, match="VIVA_TOKEN"):
            await run(settings)

    assert await database_is_free(settings)


async def test_bank_and_database_are_looked_at_before_discord_is_asked(settings, monkeypatch):
    """A network that is away would hide what the operator has to mend."""
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1/api/v10")
    broken = settings.model_copy(update={"questions": settings.database.parent / "none"})

    async with open_database(settings.database):
        with pytest.raises(StoreError, match="in use by"):
            await run(settings)
    with pytest.raises(BankError):
        await run(broken)
