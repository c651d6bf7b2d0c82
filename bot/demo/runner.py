"""Opens the demo, says where it is, and lets go of everything in the end."""

from __future__ import annotations

import asyncio
import random
import socket
import tempfile
import webbrowser
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from rich.console import Console

from bot.adapters.clock import SystemClock
from bot.demo.server import Server
from bot.demo.stage import open_demo
from bot.demo.waiting import uninterrupted
from bot.errors import ConfigError
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.demo.stage import Demo

SEED = 12
"""Draws the questions and what the members do, so that every demo begins alike."""
_LOOPBACK = "127.0.0.1"
_TRIES = 50


async def run(*, port: int, open_browser: bool, console: Console | None = None) -> None:
    """Run the demo until cancelled; see `bot.demo.run_demo`."""
    console = console or Console()
    async with AsyncExitStack() as stack:
        sock = stack.enter_context(free_socket(port))
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="viva-demo-"))
        console.print("Opening a simulated Discord with five weeks behind it ...")
        opening = open_demo(load_settings(), Path(home), SystemClock(), random.Random(SEED))
        demo = await uninterrupted(stack.enter_async_context(opening))
        url = await stack.enter_async_context(serve(demo, sock))
        await announce(console, url, open_browser=open_browser)
        await demo.director.look_after()


async def announce(console: Console, url: str, *, open_browser: bool) -> None:
    """Say where the page is, and open it if wanted and possible."""
    console.print(f"\n  [bold]Viva is at[/bold] [link={url}]{url}[/link]")
    console.print("  A simulated Discord on this machine: nothing leaves it, nothing is kept.")
    console.print("  Press Ctrl-C to stop.\n", style="dim")
    if open_browser:
        await asyncio.to_thread(webbrowser.open, url)


@asynccontextmanager
async def serve(demo: Demo, sock: socket.socket) -> AsyncIterator[str]:
    """Serve the page on a bound socket; yield its address."""
    app = Server(demo.world, demo.scribe, demo.director).app()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.SockSite(runner, sock).start()
        yield f"http://{_LOOPBACK}:{sock.getsockname()[1]}/"
    finally:
        await runner.cleanup()


def free_socket(port: int) -> socket.socket:
    """Return a socket on loopback at the port, or at the next free one; 0 takes any.

    Raises:
        ConfigError: none of 50 ports is free.
    """
    for candidate in range(port, min(port + _TRIES, 65536)):
        try:
            return socket.create_server((_LOOPBACK, candidate))
        except OSError:
            continue
    raise ConfigError(f"No port from {port} on is free; choose another with --port.")
