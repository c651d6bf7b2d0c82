"""A quiz at a set time, as members see it."""

from __future__ import annotations

from datetime import timedelta

import discord

from tests.flows.commands.reading import labels, refused, said
from tests.flows.conftest import text_of
from tests.flows.test_quiz import QUESTIONS, in_play


async def announce(server, when="in 2h", who=None, **options):
    answer = await (who or server.ann).slash(server.channel, "quiz schedule", when=when, **options)
    await server.tick(seconds=1)
    return answer


def buttons(message) -> list[str]:
    """Return the labels of the buttons of a message in the channel."""
    stack, found = list(message.components), []
    while stack:
        component = stack.pop(0)
        stack[:0] = list(getattr(component, "children", ()))
        found += [label] if (label := getattr(component, "label", None)) else []
    return found


def page(server, footer: str):
    """The message in the channel whose text has that footer."""
    return next(m for m in server.channel.history() if footer in text_of(m))


async def test_a_quiz_is_announced_joined_opened_and_played(server_of):
    async with server_of(*QUESTIONS) as server:
        answer = await announce(server, topic="Transformers", count=5)
        assert answer.ephemeral
        assert "An event follows in the server's list" in said(answer)

        announcement = page(server, "announced")
        begins = int((server.clock.now() + timedelta(hours=2)).timestamp()) - 1
        assert f"<t:{begins}:F> (<t:{begins}:R>)" in text_of(announcement)
        assert "## Quiz · Transformers" in text_of(announcement)
        assert buttons(announcement) == ["I am in", "Call off"]
        joined = await server.bob.click(announcement, label="I am in")
        assert f"**In** (1): <@{server.bob.id}>" in said(joined)
        left = await server.bob.click(announcement, label="I am in")
        assert "**In** (0): nobody yet" in said(left)
        await server.bob.click(announcement, label="I am in")
        upcoming = await server.ann.slash(server.channel, "quiz upcoming")
        assert "Transformers, 5 questions" in said(upcoming)
        assert "1 in" in said(upcoming)

        await server.tick(hours=2)
        lobby = page(server, ", lobby")
        sent = [r for r in server.env.http_requests if r.path.endswith("/messages")][-1]
        assert sent.json["allowed_mentions"] == {"parse": [], "users": [server.bob.id]}
        assert buttons(page(server, "announced")) == []
        assert "It has begun" in text_of(page(server, "announced"))
        await server.ann.click(lobby, label="Join")
        await server.tick(minutes=1)
        assert "Here we go" in text_of(page(server, ", lobby"))
        await server.tick(seconds=6)

        assert (await in_play(server)).position == 1


async def test_it_is_called_off_with_its_event_by_its_host_or_a_moderator(server_of):
    async with server_of(*QUESTIONS) as server:
        await announce(server)
        (event,) = await events(server)
        assert event.location.endswith(f"{server.guild.id}/{server.channel.id}")
        assert event.end_time - event.start_time == timedelta(minutes=10)

        denied = await server.bob.click(page(server, "announced"), label="Call off")
        assert "Only the host" in text_of(denied.response)
        await server.ann.click(page(server, "announced"), label="Call off")
        await server.tick(seconds=1)
        assert "**Called off.**" in text_of(page(server, "announced"))
        (event,) = await events(server)
        assert event.status is discord.EventStatus.canceled


async def events(server):
    guild = server.app.client.get_guild(server.guild.id)
    return await guild.fetch_scheduled_events()


async def test_cancel_names_which_one_and_bad_times_are_refused(server_of):
    async with server_of(*QUESTIONS) as server:
        await announce(server, when="tomorrow 19:00", zone="Europe/Berlin")
        off = await server.ann.slash(server.channel, "quiz cancel")
        assert "is called off" in said(off)
        none = await server.bob.slash(server.channel, "quiz cancel")
        assert "You have announced no quiz" in refused(server, none)
        past = await announce(server, when="2020-01-01 10:00")
        assert "has passed in UTC" in refused(server, past)
        listed = await server.bob.slash(server.channel, "quiz upcoming")
        assert "No quiz is announced here" in said(listed)


async def test_a_restart_changes_nothing_about_what_is_to_come(server_of):
    async with server_of(*QUESTIONS) as server:
        await server.ann.slash(server.channel, "quiz schedule", when="in 1h")
        await server.restart()
        await server.tick(seconds=1)
        await server.bob.click(page(server, "announced"), label="I am in")
        await server.restart()
        await server.tick(hours=1)
        await server.restart()
        await server.tick(seconds=1)

        shown = [text_of(m) for m in server.channel.history()]
        assert sum("announced" in text for text in shown) == 1
        assert sum(", lobby" in text for text in shown) == 1


async def test_a_lobby_keeps_no_buttons_when_it_is_called_off(server_of):
    async with server_of(*QUESTIONS) as server:
        first = await server.ann.slash(server.channel, "quiz start")
        await server.ann.slash(server.channel, "quiz stop")
        await server.tick(seconds=1)
        assert "Called off" in said(first)
        assert labels(first.response) == []

        second = await server.ann.slash(server.channel, "quiz start")
        await server.tick(minutes=16)
        assert "Nobody started it in time." in said(second)
        assert labels(second.response) == []


async def test_without_the_permission_there_is_no_event_and_the_host_is_told(server_of):
    async with server_of(*QUESTIONS) as server:
        take_away(server, create_events=True, manage_events=True)
        answer = await announce(server)

        assert "I lack **Create Events**" in said(answer)
        assert await events(server) == []
        assert "I am in" in buttons(page(server, "announced"))


async def test_an_event_starts_with_the_lobby_and_ends_with_the_quiz(server_of):
    async with server_of(*QUESTIONS) as server:
        await announce(server, when="in 10m")
        await server.tick(minutes=10)
        (event,) = await events(server)
        assert event.status is discord.EventStatus.active
        await server.tick(minutes=1)

        (event,) = await events(server)
        assert "Nobody was in." in text_of(page(server, ", lobby"))
        assert event.status is discord.EventStatus.completed


def take_away(server, **permissions: bool) -> None:
    """Take permissions of the whole server from Viva."""
    held = server.guild.me.guild_permissions
    left = discord.Permissions(held.value & ~discord.Permissions(**permissions).value)
    role = server.guild.me.roles[-1]
    server.env.backend.edit_role(server.guild.id, role.id, {"permissions": left.value})
