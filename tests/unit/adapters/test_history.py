"""Reading back, on a server that pages as Discord does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.adapters.discord.calls import Calls, Unpaced
from bot.adapters.discord.history import find_own, posts_of
from tests.unit.adapters.http_discord import ME, FakeDiscord, connected, message

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
ANN = {"id": "101", "username": "ann", "discriminator": "0", "avatar": None}
CARD = "### Question\n-# q-1 · round 42"
LINE = "-# q-1 · round 42"


def at(seconds: float) -> int:
    """The id of a message sent that long after the start."""
    return discord.utils.time_snowflake(START + timedelta(seconds=seconds))


@pytest.fixture
def server():
    return FakeDiscord()


@pytest.fixture
async def channel(server, monkeypatch):
    async with connected(server, monkeypatch) as channel:
        yield channel


async def find(channel) -> int | None:
    return await find_own(Calls(Unpaced()), channel, int(ME["id"]), LINE, START)


async def test_a_card_is_found_on_the_second_page(server, channel):
    server.history = [message(at(n), "chatter", author=ANN) for n in range(150)]
    server.history += [message(at(150), CARD)]

    assert await find(channel) == at(150)
    assert [query["limit"] for _, _, query in server.requests] == ["100", "100"]


async def test_in_a_very_busy_channel_the_latest_messages_are_looked_at_too(server, channel):
    server.history = [message(at(n), "chatter", author=ANN) for n in range(400)]
    server.history += [message(at(400), CARD)]

    assert await find(channel) == at(400)
    assert len(server.requests) == 3


async def test_no_more_is_read_than_that(server, channel):
    server.history = [message(at(n), "chatter", author=ANN) for n in range(1000)]

    assert await find(channel) is None
    assert len(server.requests) == 3


async def test_other_rounds_and_other_authors_are_not_taken_for_it(server, channel):
    server.history = [
        message(at(1), CARD, author=ANN),
        message(at(2), "-# q-1 · round 421"),
        message(at(3), "-# q-1 · reveal of round 42"),
        message(at(4), f"{LINE}\nand more"),
    ]

    assert await find(channel) is None


async def test_an_older_card_of_the_same_words_is_not_taken_for_it(server, channel):
    server.history = [message(at(-600), CARD)]
    server.history += [message(at(n), "chatter", author=ANN) for n in range(250)]

    assert await find(channel) is None


async def test_long_threads_are_read_back_whole(server, channel):
    server.history = [message(at(n), str(n), author=ANN) for n in range(230)]

    posts = [post async for post in posts_of(Calls(Unpaced()), channel)]

    assert [post.content for post in posts] == [str(n) for n in range(230)]
    assert {post.member_id for post in posts} == {101}


async def test_messages_without_readable_words_are_there_all_the_same(server, channel):
    server.history = [message(at(1), "", author=ANN) | {"edited_timestamp": START.isoformat()}]

    (post,) = [post async for post in posts_of(Calls(Unpaced()), channel)]

    assert (post.message_id, post.content, post.edited_at) == (at(1), "", START)
