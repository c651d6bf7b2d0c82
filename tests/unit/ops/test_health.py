"""Health: what the endpoint answers, and what the probe makes of it."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.health import Metric, Vitals, serve_health
from bot.adapters.probe import Probe, probe
from bot.errors import SettingsError

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Body:
    """Signs of life that a test sets; also the clock."""

    def __init__(self) -> None:
        self.connected = True
        self.ticked: datetime | None = NOON - timedelta(seconds=1)
        self.database_fault: Exception | None = None
        self.figures: list[Metric] = []

    def now(self) -> datetime:
        return NOON

    async def ask_database(self) -> None:
        if self.database_fault is not None:
            raise self.database_fault

    def served(self):
        vitals = Vitals(
            ready=lambda: self.connected,
            last_tick=lambda: self.ticked,
            ask_database=self.ask_database,
            metrics=lambda: self.figures,
        )
        return serve_health(0, vitals, self)


@pytest.fixture
def body():
    return Body()


async def get(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def test_a_viva_that_is_well_answers_200(body):
    async with body.served() as port:
        status, text = await get(port, "/health")

    assert (status, text) == (200, '{"status": "ok", "problems": []}')


async def test_a_tick_may_be_thirty_seconds_old(body):
    body.ticked = NOON - timedelta(seconds=30)

    async with body.served() as port:
        status, _ = await get(port, "/health")

    assert status == 200


async def test_everything_that_is_wrong_is_told(body, caplog):
    body.connected = False
    body.ticked = NOON - timedelta(seconds=31)
    body.database_fault = OSError("disk on fire")

    async with body.served() as port:
        found = await asyncio.to_thread(probe, port)

    assert found == Probe(
        healthy=False,
        why="Discord's gateway is not connected; the last tick finished 31 s ago; "
        "the database does not answer",
    )
    assert "the database did not answer a health check" in caplog.messages


async def test_before_the_first_tick_viva_is_not_well_yet(body):
    body.ticked = None

    async with body.served() as port:
        status, text = await get(port, "/health")

    assert status == 503
    assert "no tick has finished yet" in text


async def test_metrics_are_in_the_text_format_of_prometheus(body):
    body.figures = [Metric("viva_rounds_open", "gauge", "Rounds open now.", 3)]

    async with body.served() as port:
        status, text = await get(port, "/metrics")

    assert status == 200
    assert text == (
        "# HELP viva_ready Gateway is connected.\n"
        "# TYPE viva_ready gauge\n"
        "viva_ready 1\n"
        "# HELP viva_rounds_open Rounds open now.\n"
        "# TYPE viva_rounds_open gauge\n"
        "viva_rounds_open 3\n"
    )


async def test_the_endpoint_is_gone_when_its_context_ends(body):
    async with body.served() as port:
        assert (await asyncio.to_thread(probe, port)).healthy

    after = await asyncio.to_thread(probe, port)

    assert not after.healthy
    assert after.why.startswith(f"no Viva answers on 127.0.0.1:{port}; start it with")


async def test_a_port_in_use_is_a_fault_in_the_settings(body):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        vitals = Vitals(lambda: True, lambda: NOON, body.ask_database)

        with pytest.raises(SettingsError, match=f"VIVA_HEALTH_PORT: port {port} .*in use.*or 0"):
            await serve_health(port, vitals, body).__aenter__()


def test_a_probe_of_an_endpoint_turned_off_says_so():
    found = probe(0)

    assert found == Probe(
        healthy=False, why="the health endpoint is turned off (VIVA_HEALTH_PORT=0)"
    )


def test_a_probe_of_something_else_that_listens_says_nobody_answers():
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        found = probe(port, timeout=0.05)

    assert not found.healthy
    assert "no Viva answers" in found.why


async def test_a_probe_of_another_web_server_says_that_it_is_not_viva():
    async with TestServer(web.Application()) as other:
        port = other.port or 0
        found = await asyncio.to_thread(probe, port)

    assert found == Probe(healthy=False, why=f"what answers on 127.0.0.1:{port} is not Viva")
