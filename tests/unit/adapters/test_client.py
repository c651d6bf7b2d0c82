"""The client: what it asks for, what it syncs, and what it says when something fails."""

from __future__ import annotations

import gc
import logging
from types import SimpleNamespace

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord.client import Viva, intents, message_content_allowed, sync_commands
from bot.errors import Gone, NotAllowed, Refused, SettingsError, Unreachable, Unreadable
from tests.unit.adapters.fakes import world_of
from tests.unit.adapters.http_discord import FakeDiscord, serving

GRANTED = discord.ApplicationFlags(gateway_message_content=True).value
GRANTED_TO_SMALL_BOTS = discord.ApplicationFlags(gateway_message_content_limited=True).value


class Number(app_commands.Transformer):
    async def transform(self, interaction, value: str, /) -> int:
        if not value.isdigit():
            raise Unreadable("That is no number. Write one such as 42.")
        return int(value) // int(value)


class Failing(commands.Cog):
    """Commands that fail in every way."""

    def __init__(self) -> None:
        self.error: Exception = Exception()

    @app_commands.command()
    async def fail(self, interaction: discord.Interaction) -> None:
        """Fail."""
        raise self.error

    @app_commands.command()
    async def late(self, interaction: discord.Interaction) -> None:
        """Answer, and fail afterwards."""
        await interaction.response.send_message("Done.", ephemeral=True)
        raise self.error

    @app_commands.command()
    @app_commands.checks.has_permissions(manage_guild=True)
    async def admin(self, interaction: discord.Interaction) -> None:
        """Need a permission."""

    @app_commands.command()
    async def number(
        self, interaction: discord.Interaction, value: app_commands.Transform[int, Number]
    ) -> None:
        """Read a number."""

    @commands.Cog.listener()
    async def on_raw_typing(self, payload: discord.RawTypingEvent) -> None:
        """Fail."""
        raise self.error


# ---------------------------------------------------------------------- what it asks for


def test_no_privileged_intent_is_asked_for_unless_it_is_granted():
    asked = intents(message_content=False)

    assert (asked.guilds, asked.guild_messages, asked.guild_reactions) == (True, True, True)
    assert not any((asked.members, asked.presences, asked.message_content, asked.typing))
    assert intents(message_content=True).message_content


async def test_little_is_kept_in_memory_and_nobody_is_mentioned_by_default():
    viva = Viva(message_content=False, shard_count=2, shard_ids=[1])

    assert viva.allowed_mentions.to_dict() == {"parse": []}
    assert list(viva.cached_messages) == []
    assert (viva.shard_count, viva.shard_ids) == (2, [1])


async def test_what_was_loaded_is_frozen_once_when_ready():
    viva = Viva(message_content=False, shard_count=1, freeze=True)
    gc.unfreeze()
    try:
        await viva.on_ready()
        frozen = gc.get_freeze_count()
        gc.unfreeze()
        await viva.on_ready()
        assert frozen > 0
        assert gc.get_freeze_count() == 0
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(
    ("flags", "allowed"), [(0, False), (GRANTED, True), (GRANTED_TO_SMALL_BOTS, True)]
)
async def test_the_portal_is_asked_about_message_content(monkeypatch, flags, allowed):
    async with serving(FakeDiscord(flags=flags), monkeypatch):
        assert await message_content_allowed("token") is allowed


async def test_a_wrong_token_is_named_with_where_to_get_a_right_one(monkeypatch):
    async with serving(FakeDiscord(), monkeypatch):
        with pytest.raises(SettingsError, match=r"VIVA_TOKEN: .*Reset Token"):
            await message_content_allowed("wrong")


async def test_no_network_at_the_start_is_no_fault_of_the_settings(monkeypatch):
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1/api/v10")

    with pytest.raises(Unreachable):
        await message_content_allowed("token")


# ---------------------------------------------------------------------- syncing


def syncs(world) -> int:
    return sum(r.method == "PUT" and r.path.endswith("/commands") for r in world.env.http_requests)


async def test_commands_are_synced_only_when_they_changed(world):
    tree, before = world.env.bot.tree, syncs(world)

    first = await sync_commands(tree, None)
    second = await sync_commands(tree, first)
    unchanged = syncs(world)
    tree.add_command(app_commands.Command(name="new", description="New", callback=_new))
    third = await sync_commands(tree, second)

    assert (unchanged - before, syncs(world) - before) == (1, 2)
    assert first == second != third


async def test_commands_that_cannot_be_synced_for_the_moment_say_so(world):
    world.env.inject_error("PUT", "*/commands", status=503)

    with pytest.raises(Unreachable, match="tell Discord the commands"):
        await sync_commands(world.env.bot.tree, None)


async def _new(interaction: discord.Interaction) -> None:
    """Do nothing."""


async def test_another_application_is_synced_anew(world):
    tree = world.env.bot.tree
    digest = await sync_commands(tree, None)
    world.env.bot._connection.application_id = 12345

    assert await sync_commands(tree, digest) != digest


# ---------------------------------------------------------------------- failures


@pytest.fixture
def failing():
    return Failing()


@pytest.fixture
async def broken(failing):
    async with world_of(failing) as world:
        yield world
        world.errors()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Unreadable("Write a number such as 42."), "Write a number such as 42."),
        (NotAllowed("You need Manage Server."), "You need Manage Server."),
        (Unreachable("timeout"), "Discord does not answer just now."),
        (Refused("Viva lacks Send Messages"), "That did not work: Viva lacks Send Messages."),
        (Gone("channel"), "That did not work: the channel no longer exists."),
        (app_commands.NoPrivateMessage(), "This works in a server only"),
        (app_commands.BotMissingPermissions(["embed_links"]), "I lack the permission **Embed"),
        (app_commands.CheckFailure(), "You cannot use this here."),
    ],
)  # fmt: skip
async def test_what_can_be_mended_is_said_as_it_is(broken, failing, error, told):
    failing.error = error

    result = await broken.ann.slash(broken.channel, "fail")

    assert result.response.content.startswith(told)
    assert result.ephemeral


async def test_a_missing_permission_is_named(broken):
    result = await broken.ann.slash(broken.channel, "admin")

    assert "**Manage Server**" in result.response.content


async def test_an_option_that_cannot_be_read_says_how_to_mend_it(broken):
    result = await broken.ann.slash(broken.channel, "number", value="many")

    assert result.response.content == "That is no number. Write one such as 42."


async def test_an_option_that_trips_a_bug_is_said_plainly(broken):
    result = await broken.ann.slash(broken.channel, "number", value="0")

    assert result.response.content.startswith("“0” does not fit here.")


async def test_a_bug_is_logged_under_the_reference_that_the_member_gets(broken, failing, caplog):
    failing.error = ZeroDivisionError("division by zero")

    result = await broken.ann.slash(broken.channel, "fail")

    reference = result.response.content.split("`")[1]
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert len(reference) == 8
    assert reference in record.getMessage()
    assert "/fail" in record.getMessage()
    assert record.exc_info[0] is ZeroDivisionError


async def test_a_failure_after_the_answer_follows_up_privately(broken, failing):
    failing.error = Unreadable("But then it failed.")

    result = await broken.ann.slash(broken.channel, "late")

    (followup,) = result.followups
    assert followup.content == "But then it failed."
    assert followup.ephemeral


async def test_an_answer_that_comes_too_late_for_discord_is_only_logged(broken, failing, caplog):
    failing.error = Unreadable("Never mind.")
    broken.env.inject_error("POST", "/interactions/*", status=404, code=10062)

    await broken.ann.slash(broken.channel, "fail")

    assert "could not be answered" in caplog.text


async def test_an_interaction_that_somebody_else_answered_is_only_logged(broken, failing, caplog):
    response = SimpleNamespace(status=400, reason="Bad Request", headers={})
    failing.error = discord.HTTPException(response, {"code": 40060, "message": "acknowledged"})

    result = await broken.ann.slash(broken.channel, "fail")

    assert not result.acknowledged
    assert "could not be answered any more" in caplog.text


async def test_a_listener_that_fails_is_logged_under_a_reference(broken, failing, caplog):
    failing.error = ZeroDivisionError("division by zero")

    broken.env.bot.dispatch("raw_typing", None)
    await broken.env.settle()

    assert "on_raw_typing failed, reference" in caplog.text
