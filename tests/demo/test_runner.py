"""Starting and stopping the demo."""

import asyncio
import importlib.util
import io
import os
import signal
import sys
from contextlib import suppress

import aiohttp
import pytest
from rich.console import Console

from bot.demo import run_demo
from bot.demo.runner import announce, free_socket, run
from bot.errors import ConfigError
from tests.banks import write_bank
from tests.questions import SINGLE


class Terminal(io.StringIO):
    """Knows when the demo said that it opens, and where it is."""

    def __init__(self):
        super().__init__()
        self.opening = asyncio.Event()
        self.ready = asyncio.Event()

    def write(self, text):
        if "Opening" in text:
            self.opening.set()
        if "Ctrl-C" in text:
            self.ready.set()
        return super().write(text)

    @property
    def url(self):
        return next(word for word in self.getvalue().split() if word.startswith("http://"))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder where temporary files go, with a small bank configured."""
    bank = write_bank(tmp_path / "questions", SINGLE)
    monkeypatch.setenv("VIVA_QUESTIONS", str(bank))
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


async def test_it_serves_a_page_until_cancelled_and_leaves_nothing_behind(temporary):
    terminal = Terminal()
    console = Console(file=terminal, width=100)

    task = asyncio.create_task(run(port=0, open_browser=False, console=console))
    async with asyncio.timeout(60):
        await terminal.ready.wait()
    origin = {"Origin": terminal.url.rstrip("/")}
    async with (
        aiohttp.ClientSession() as session,
        session.get(terminal.url) as response,
        session.ws_connect(f"{terminal.url}live", headers=origin) as socket,
    ):
        page = await response.text()
        during = [path.name for path in temporary.iterdir()]
        task.cancel()
        closed = await socket.receive(timeout=10)
        with suppress(asyncio.CancelledError):
            await task

    assert "Viva demo" in page
    assert closed.data == aiohttp.WSCloseCode.GOING_AWAY
    assert len(during) == 1
    assert list(temporary.iterdir()) == []


async def test_a_stop_while_it_opens_takes_effect_once_it_can_be_undone(temporary):
    terminal = Terminal()

    task = asyncio.create_task(run(port=0, open_browser=False, console=Console(file=terminal)))
    async with asyncio.timeout(60):
        await terminal.opening.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    assert task.cancelled()
    assert list(temporary.iterdir()) == []
    assert not terminal.ready.is_set()


async def test_the_command_stops_cleanly_on_a_signal(temporary):
    with free_socket(0) as sock:
        port = sock.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-open", "--port", str(port),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    async with asyncio.timeout(60):
        await process.stdout.readuntil(b"Ctrl-C")
        process.send_signal(signal.SIGINT)
        _, errors = await process.communicate()

    assert (process.returncode, errors) == (0, b"")
    assert list(temporary.iterdir()) == []


def test_a_port_that_is_taken_gives_way_to_the_next_free_one():
    with free_socket(0) as taken:
        port = taken.getsockname()[1]
        with free_socket(port) as other:
            address, found = other.getsockname()

    assert address == "127.0.0.1"
    assert found > port


def test_no_free_port_is_said(monkeypatch):
    monkeypatch.setattr("bot.demo.runner._TRIES", 0)

    with pytest.raises(ConfigError, match="--port"):
        free_socket(8765)


async def test_the_browser_is_opened_unless_told_otherwise(monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    console = Console(file=io.StringIO())

    await announce(console, "http://127.0.0.1:1/", open_browser=False)
    assert opened == []
    await announce(console, "http://127.0.0.1:2/", open_browser=True)
    assert opened == ["http://127.0.0.1:2/"]


async def test_without_simcord_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(ConfigError, match=r"viva-bot\[demo\]"):
        await run_demo()


async def test_the_default_port_is_used_unless_one_is_given(monkeypatch):
    asked = []

    async def note(*, port, open_browser):
        asked.append((port, open_browser))

    monkeypatch.setattr("bot.demo.runner.run", note)

    await run_demo()
    await run_demo(port=9000, open_browser=False)

    assert asked == [(8765, True), (9000, False)]
