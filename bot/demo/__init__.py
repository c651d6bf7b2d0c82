"""The token-less demo: the real app on an in-process Discord, with a local page.

`run_demo` is all that the command line needs. What runs where:

    runner    opens everything, prints the address, unwinds
    stage     the real app on simcord, in a server with members
    story     what happened in the server before the page opens
    world     the one way to do anything in the simulated Discord (and about `App.tick()`)
    seat      a member in a channel: what they see and what they can do
    cast      the simulated members' characters; players has them answer in time, by their hands
    director  what the banner's buttons do; moves the demo's clock
    scribe    messages as JSON; parts, commands and wishes are its and the actions' vocabulary
    actions   what somebody at the page can do
    live      what an open page sees
    server    HTTP and WebSocket; guard keeps other websites out
    waiting   work that a stop waits for
    static/   the page
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING

from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

DEFAULT_PORT = 8765
"""Where the page is served, or at the next free port."""


async def run_demo(*, port: int | None = None, open_browser: bool = True) -> None:
    """Run the demo until cancelled.

    Args:
        port: the port on 127.0.0.1, or the next free one; `DEFAULT_PORT` when None.
        open_browser: whether to open the page in the browser.

    Raises:
        ConfigError: simcord is not installed, no port is free, or the bank has to be mended.
    """
    if importlib.util.find_spec("simcord") is None:
        raise ConfigError(
            "The demo needs simcord, which stands in for Discord: pip install 'viva-bot[demo]'"
        )
    # Imported here, so that `viva run` needs no simcord.
    runner = importlib.import_module("bot.demo.runner")
    run: Callable[..., Awaitable[None]] = runner.run
    await run(port=port or DEFAULT_PORT, open_browser=open_browser)
