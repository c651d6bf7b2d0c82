"""Health and metrics over HTTP, for a supervisor on the same machine."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from aiohttp import web

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
    from datetime import datetime

    from bot.services.clock import Clock

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
MAX_TICK_AGE = timedelta(seconds=30)
_DATABASE_TIMEOUT = 5.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure in Prometheus' text format."""

    name: str
    kind: Literal["counter", "gauge"]
    help: str
    value: float


@dataclass(frozen=True, slots=True)
class Vitals:
    """Where the signs of life are read."""

    ready: Callable[[], bool]
    """Whether Discord's gateway is connected and the caches are filled."""
    last_tick: Callable[[], datetime | None]
    """When a tick last finished."""
    ask_database: Callable[[], Awaitable[object]]
    """Run a trivial statement; raises when the database does not answer."""
    metrics: Callable[[], Iterable[Metric]] = tuple


@asynccontextmanager
async def serve_health(port: int, vitals: Vitals, clock: Clock) -> AsyncIterator[int]:
    """Serve `/health` and `/metrics` on 127.0.0.1 for as long as the context lasts.

    Args:
        port: 0 takes a free one.
        vitals: where the signs of life are read.
        clock: tells how old the last tick is.

    Yields:
        The port.

    Raises:
        SettingsError: the port is in use or not allowed.
    """
    endpoints = _Endpoints(vitals, clock)
    app = web.Application()
    app.add_routes([web.get("/health", endpoints.health), web.get("/metrics", endpoints.metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        yield await _listen(runner, port)
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> int:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SettingsError(
            f"VIVA_HEALTH_PORT: port {port} on {HOST} cannot be used ({reason}); "
            "set another one, or 0 to turn the endpoint off"
        ) from error
    bound: int = runner.addresses[0][1]
    return bound


class _Endpoints:
    """The two pages."""

    def __init__(self, vitals: Vitals, clock: Clock) -> None:
        self._vitals = vitals
        self._clock = clock

    async def health(self, _request: web.Request) -> web.Response:
        """Answer 200 when all is well, else 503, with what is wrong as JSON."""
        problems = [problem for problem in (self._gateway(), self._tick()) if problem]
        problems += await self._database()
        status = "failing" if problems else "ok"
        return web.json_response(
            {"status": status, "problems": problems}, status=503 if problems else 200
        )

    async def metrics(self, _request: web.Request) -> web.Response:
        """Answer with all figures in Prometheus' text format, version 0.0.4."""
        own = Metric("viva_ready", "gauge", "Gateway is connected.", float(self._vitals.ready()))
        text = "".join(_exposed(metric) for metric in (own, *self._vitals.metrics()))
        headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(text=text, headers=headers)

    def _gateway(self) -> str:
        return "" if self._vitals.ready() else "Discord's gateway is not connected"

    def _tick(self) -> str:
        last = self._vitals.last_tick()
        if last is None:
            return "no tick has finished yet"
        age = self._clock.now() - last
        return (
            f"the last tick finished {age.total_seconds():.0f} s ago" if age > MAX_TICK_AGE else ""
        )

    async def _database(self) -> list[str]:
        try:
            async with asyncio.timeout(_DATABASE_TIMEOUT):
                await self._vitals.ask_database()
        except Exception:
            log.exception("the database did not answer a health check")
            return ["the database does not answer"]
        return []


def _exposed(metric: Metric) -> str:
    return (
        f"# HELP {metric.name} {metric.help}\n"
        f"# TYPE {metric.name} {metric.kind}\n"
        f"{metric.name} {metric.value:g}\n"
    )
