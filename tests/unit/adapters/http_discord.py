"""A real HTTP server in Discord's place, for what the simulated one does not do."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

ME = {"id": "7", "username": "viva", "discriminator": "0", "avatar": None, "bot": True}


@dataclass
class FakeDiscord:
    """Answers every request with what is queued, or with a message."""

    answers: list[web.Response] = field(default_factory=list)
    requests: list[tuple[str, str, object]] = field(default_factory=list)
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    history: list[dict[str, object]] = field(default_factory=list)
    """What the channel holds, oldest first."""
    flags: int = 0
    """The application's flags in the developer portal."""
    accepted: str = "Bot token"
    """The only credentials that are accepted."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != self.accepted:
            return problem(401)
        if request.path.endswith("/users/@me"):
            return reply(ME)
        if request.path.endswith("/applications/@me"):
            return reply(
                {"id": "7", "name": "viva", "description": "", "icon": None, "flags": self.flags}
                | {"verify_key": "", "bot_public": True, "bot_require_code_grant": False}
                | {"owner": ME, "summary": ""}
            )
        if request.method == "GET":
            self.requests.append((request.method, request.path, dict(request.query)))
            return reply(self.page(request.query))
        self.requests.append((request.method, request.path, await request.json()))
        await self.hold.wait()
        if self.answers:
            return self.answers.pop(0)
        return reply(message(99))

    def page(self, query: Mapping[str, str]) -> list[dict[str, object]]:
        """The messages next to `after`, or the latest; newest first either way, as Discord does."""
        limit = int(query["limit"])
        if "after" not in query:
            return self.history[::-1][:limit]
        later = [m for m in self.history if int(m["id"]) > int(query["after"])]
        return later[:limit][::-1]


def message(
    message_id: int, text: str = "", *, author: dict[str, object] | None = None
) -> dict[str, object]:
    """Return a message as Discord would; the text is a Components V2 text."""
    shown = [{"type": 17, "components": [{"type": 10, "id": 2, "content": text}], "id": 1}]
    return {
        "id": str(message_id), "channel_id": "5", "author": author or ME, "content": text,
        "type": 0, "pinned": False,
        "timestamp": "2026-11-22T09:00:00+00:00", "edited_timestamp": None, "tts": False,
        "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
        "embeds": [], "components": shown,
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
async def serving(server: FakeDiscord, monkeypatch: pytest.MonkeyPatch):
    """Let discord.py talk to the server."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}/api/v10")
    server.hold.set()
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def connected(server: FakeDiscord, monkeypatch: pytest.MonkeyPatch):
    """Yield a channel of a client that is logged in to the server."""
    async with (
        serving(server, monkeypatch),
        discord.Client(intents=discord.Intents.none()) as client,
    ):
        await client.login("token")
        yield client.get_partial_messageable(5)
