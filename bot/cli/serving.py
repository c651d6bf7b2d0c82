"""`viva run` and `viva demo`."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.adapters.logs import configure_logs
from bot.settings import load_settings, unknown_variables

if TYPE_CHECKING:
    from collections.abc import Coroutine

log = logging.getLogger(__name__)


def serve() -> None:
    """Run the bot until SIGINT or SIGTERM.

    Raises:
        ConfigError: settings, bank or database have to be mended first.
    """
    settings = load_settings(need_token=True)
    secret = settings.token.get_secret_value() if settings.token else ""
    configure_logs(settings.log_level, secrets=[secret])
    for sentence in unknown_variables():
        log.warning("%s", sentence)

    from bot.app import run

    asyncio.run(until_told_to_stop(run(settings)))


def serve_demo(port: int | None, *, open_page: bool) -> None:
    """Run the demo until SIGINT or SIGTERM.

    Raises:
        ConfigError: simcord is missing, no port is free, or the bank has to be mended.
    """
    configure_logs("WARNING")

    from bot.demo import run_demo

    asyncio.run(until_told_to_stop(run_demo(port=port, open_browser=open_page)))


async def until_told_to_stop(work: Coroutine[object, object, object]) -> None:
    """Run `work`; SIGINT or SIGTERM cancels it and waits for it to unwind.

    A second signal does what it does by default: it ends the process at once.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    told = False

    def stop(received: signal.Signals) -> None:
        nonlocal told
        told = True
        log.info("stopping on %s", received.name)
        _restore(loop)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows; Ctrl-C cancels there all the same
            loop.add_signal_handler(number, stop, number)
    try:
        await task
    except asyncio.CancelledError:
        if not told:
            raise
        log.info("stopped")
    finally:
        _restore(loop)


def _restore(loop: asyncio.AbstractEventLoop) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.remove_signal_handler(number)
