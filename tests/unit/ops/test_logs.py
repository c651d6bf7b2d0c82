"""Logs: UTC, quiet libraries, and no secret in any line."""

import io
import logging
import re

import discord
import pytest

from bot.adapters.logs import configure_logs

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde." + "x" * 38


@pytest.fixture
def stream(restored_logs):
    return io.StringIO()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_has_a_utc_time_a_level_and_a_name(stream):
    configure_logs("INFO", stream=stream)

    logging.getLogger("bot.somewhere").info("round %d: open", 7)

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO bot\.somewhere round 7: open\n", stream.getvalue()
    )


def test_what_is_below_the_level_is_left_out(stream):
    configure_logs("WARNING", stream=stream)

    logging.getLogger("bot").info("nothing new")

    assert stream.getvalue() == ""


def test_libraries_stay_quiet_even_when_viva_is_verbose(stream):
    configure_logs("DEBUG", stream=stream)

    logging.getLogger("discord.gateway").debug("a member's message")
    logging.getLogger("apscheduler.executors.default").info("Running job tick")

    assert stream.getvalue() == ""


@pytest.mark.parametrize("make", [io.StringIO, Terminal])
def test_secrets_show_neither_in_messages_nor_in_tracebacks(restored_logs, make):
    stream = make()
    configure_logs("INFO", secrets=["", "swordfish"], stream=stream)

    try:
        int(TOKEN)
    except ValueError:
        logging.getLogger("bot").exception("failed with %s", "swordfish")

    text = stream.getvalue()
    assert TOKEN not in text
    assert "swordfish" not in text
    assert text.count("hidden") == 2
    assert "ValueError" in text


def test_the_tokens_in_discords_urls_are_hidden(stream):
    configure_logs("INFO", stream=stream)
    url = "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb246MTIzNDU2Nzg5/messages/@original"

    logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s", url)

    assert "/webhooks/123/[hidden]/messages/@original" in stream.getvalue()


def test_configuring_again_replaces_what_was_there(stream):
    configure_logs("INFO", stream=io.StringIO())
    configure_logs("INFO", stream=stream)

    logging.getLogger("bot").info("once")

    assert stream.getvalue().count("once") == 1


def test_what_a_client_of_discord_always_complains_about_is_left_out(stream):
    configure_logs("INFO", stream=stream)

    client = discord.Client(intents=discord.Intents.none())
    logging.getLogger("discord.client").warning("PyNaCl is not installed, voice will NOT be there")
    logging.getLogger("discord.client").warning("something new")

    assert client.is_closed() is False
    assert stream.getvalue().count("WARNING") == 1
