"""The demo's page, served for tests."""

from __future__ import annotations

import json
import random
import shutil
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import async_playwright

from bot.demo.errors import DemoError
from bot.demo.server import Server
from bot.demo.stage import open_demo
from bot.settings import Settings
from tests.banks import write_bank
from tests.databases import place
from tests.demo.sample import NOON, HandClock, open_sample
from tests.recording import record


class Remembers:
    """Stands in for the director: keeps what it was told to do."""

    def __init__(self):
        self.steps = []

    async def take(self, step):
        if step == "close":
            raise DemoError("No question is open.")
        self.steps.append(step)
        return f"did {step}"


class Page:
    """Asks the server what the page would ask."""

    def __init__(self, client, world):
        self.client = client
        self.world = world
        self.origin = f"http://127.0.0.1:{client.port}"
        self.me, self.other = world.people
        self.general, self.questions = world.channels()

    async def ask(self, action, headers=None, **body):
        where = {"member": str(self.me.id), "channel": str(self.questions.id)} | body
        sent = {"Origin": self.origin} if headers is None else headers
        response = await self.client.post(f"/api/{action}", json=where, headers=sent)
        return response.status, await response.json(content_type=None)

    async def do(self, action, **body):
        status, answer = await self.ask(action, **body)
        assert status == 200, answer
        return answer

    @asynccontextmanager
    async def watch(self, member=None, channel=None):
        """Open the WebSocket and look at a channel; yield what receives the next event."""
        async with self.client.ws_connect("/live", headers={"Origin": self.origin}) as socket:
            who, where = member or self.me, channel or self.questions
            await socket.send_json({"member": str(who.id), "channel": str(where.id)})
            yield Watch(socket)


class Watch:
    def __init__(self, socket):
        self.socket = socket

    async def next(self, kind):
        """Return the next event of a kind; others are skipped."""
        while True:
            event = json.loads((await self.socket.receive(timeout=10)).data)
            if event["type"] == kind:
                return event

    async def messages(self):
        return (await self.next("messages"))["changed"]


@asynccontextmanager
async def demo_with(folder, *questions, now=NOON, days=1, whole=False):
    """Open the demo with a small bank, at a clock that stands still until it is moved."""
    bank = write_bank(folder / "questions", *questions)
    place(folder / "viva.db")
    settings = Settings(_env_file=None, questions=bank, database=folder / "unused.db")
    demo = open_demo(settings, folder, HandClock(now), random.Random(3), days=days, whole=whole)
    async with demo as demo:
        yield demo
        record(demo.world.env)


@asynccontextmanager
async def open_page(**options):
    async with open_sample(**options) as (world, scribe):
        app = Server(world, scribe, Remembers()).app()
        async with TestClient(TestServer(app, host="127.0.0.1")) as client:
            yield Page(client, world)


@pytest.fixture
async def page():
    async with open_page() as opened:
        yield opened


@pytest.fixture
async def browser():
    """Debian's Chromium, or whatever is installed under one of its names."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no Chromium is installed")
    async with async_playwright() as playwright:
        # Chromium's own sandbox does not work for root, as in containers.
        started = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        await started.close()
