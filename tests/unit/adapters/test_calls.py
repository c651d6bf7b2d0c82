"""Requests against a real HTTP server that answers as Discord does when things go wrong."""

from __future__ import annotations

import asyncio

import discord
import pytest
from aiolimiter import AsyncLimiter

from bot.adapters.discord.calls import Calls, code_of
from bot.errors import Gone, Refused, Unreachable
from tests.unit.adapters.http_discord import FakeDiscord, connected, limited, problem


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
