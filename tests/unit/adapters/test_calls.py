"""Requests against a real HTTP server that answers as Discord does when things go wrong."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import discord
import pytest
from aiohttp import web
from aiolimiter import AsyncLimiter

from bot.adapters.discord.calls import Calls, code_of
from bot.errors import Gone, Refused, Unreachable

ME = {"id": "7", "username": "viva", "discriminator": "0", "avatar": None, "bot": True}


@dataclass
class FakeDiscord:
    """Answers every request with what is queued, or with a message."""

    answers: list[web.Response] = field(default_factory=list)
    requests: list[tuple[str, str, object]] = field(default_factory=list)
    hold: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/users/@me"):
            return reply(ME)
        if request.path.endswith("/applications/@me"):
            return reply(
                {"id": "7", "name": "viva", "description": "", "icon": None, "flags": 0}
                | {"verify_key": "", "bot_public": True, "bot_require_code_grant": False}
                | {"owner": ME, "summary": ""}
            )
        self.requests.append((request.method, request.path, await request.json()))
        await self.hold.wait()
        if self.answers:
            return self.answers.pop(0)
        return reply(message())


def message() -> dict[str, object]:
    """Return a message as Discord would."""
    return {
        "id": "99", "channel_id": "5", "author": ME, "content": "", "type": 0, "pinned": False,
        "timestamp": "2026-11-22T09:00:00+00:00", "edited_timestamp": None, "tts": False,
        "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
        "embeds": [], "components": [],
    }  # fmt: skip


def reply(body: object, status: int = 200, **headers: str) -> web.Response:
    # discord.py reads JSON only under exactly this content type.
    headers |= {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)


def problem(status: int, code: int = 0) -> web.Response:
    return reply({"code": code, "message": f"problem {code}"}, status)


def limited(seconds: float, *, everywhere: bool) -> web.Response:
    body = {"message": "slow down", "retry_after": seconds, "global": everywhere}
    return reply(body, 429, Via="1.1 google")


@asynccontextmanager
async def connected(server: FakeDiscord, monkeypatch: pytest.MonkeyPatch):
    """Yield a channel of a client that is logged in to the server."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}/api/v10")
    try:
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login("token")
            server.hold.set()
            yield client.get_partial_messageable(5)
    finally:
        await runner.cleanup()


@pytest.fixture
def server():
    return FakeDiscord()


@pytest.fixture
async def channel(server, monkeypatch):
    async with connected(server, monkeypatch) as channel:
        yield channel


def calls(seconds: float = 5.0) -> Calls:
    return Calls(AsyncLimiter(45, 1), seconds)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(403, 50013), Refused),
        (problem(403, 50001), Refused),
        (problem(404, 10003), Gone),
        (problem(400, 160002), Refused),
        (problem(400, 200000), Refused),
        (problem(400, 30046), Unreachable),
        (problem(401), Unreachable),
        (problem(503), Unreachable),
    ],
)
async def test_what_discord_answers_becomes_an_error_of_vivas(server, channel, answer, error):
    server.answers = [answer]

    with pytest.raises(error):
        await calls()(lambda: channel.send("hello"), "say hello")


@pytest.mark.parametrize(
    ("code", "place", "what"),
    [
        (10003, "channel", "channel"),
        (10003, "thread", "thread"),
        (10004, "channel", "guild"),
        (10008, "channel", "message"),
        (0, "guild", "guild"),
    ],
)
async def test_what_is_gone_is_named(server, channel, code, place, what):
    server.answers = [problem(404, code)]

    with pytest.raises(Gone) as caught:
        await calls()(lambda: channel.send("hello"), "say hello", place=place)

    assert caught.value.what == what


async def test_a_wrong_request_is_a_bug_and_not_hidden(server, channel):
    server.answers = [problem(400, 50035)]

    with pytest.raises(discord.HTTPException) as caught:
        await calls()(lambda: channel.send("hello"), "say hello")

    assert caught.value.code == 50035


async def test_the_code_behind_an_error_can_be_asked_for(server, channel):
    server.answers = [problem(403, 50013)]

    with pytest.raises(Refused) as caught:
        await calls()(lambda: channel.send("hello"), "say hello")

    assert code_of(caught.value) == 50013
    assert "Viva may not say hello" in str(caught.value)


async def test_no_connection_is_unreachable(server, monkeypatch):
    async with connected(server, monkeypatch) as channel:
        monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1/api/v10")

        with pytest.raises(Unreachable):
            await calls()(lambda: channel.send("hello"), "say hello")


async def test_no_answer_in_time_is_unreachable(server, channel):
    server.hold.clear()

    with pytest.raises(Unreachable):
        await calls(0.05)(lambda: channel.send("hello"), "say hello")

    server.hold.set()


async def test_a_server_fault_that_lasts_is_unreachable(server, channel):
    server.answers = [problem(500)] * 5

    with pytest.raises(Unreachable):
        await calls(0.05)(lambda: channel.send("hello"), "say hello")


async def test_a_request_given_up_during_a_global_limit_does_not_block_later_ones(server, channel):
    server.answers = [limited(0.2, everywhere=True)]
    with pytest.raises(Unreachable):
        await calls(0.05)(lambda: channel.send("first"), "say hello")

    sent = await calls()(lambda: channel.send("second"), "say hello")

    assert sent.id == 99


async def test_a_nonce_is_sent_and_enforced(server, channel):
    await calls()(lambda: channel.send("hello", nonce="a-nonce"), "say hello")

    (_, path, body), *_ = server.requests
    assert path == "/api/v10/channels/5/messages"
    assert (body["nonce"], body["enforce_nonce"]) == ("a-nonce", True)


async def test_requests_keep_within_the_rate(server, channel):
    slow = Calls(AsyncLimiter(1, 60))
    await slow(lambda: channel.send("first"), "say hello")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await slow(lambda: channel.send("second"), "say hello")

    assert len(server.requests) == 1
