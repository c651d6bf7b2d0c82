"""`/me timezone` and `/me vacation`: what members say of their own days."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.flows.commands.reading import labels, refused, said
from tests.flows.commands.test_leaderboard import play
from tests.questions import EASY, SINGLE


async def zone_of(server):
    return await server.services.own_time.zone(server.guild.id, server.ann.id)


async def test_a_member_sets_a_zone_and_follows_the_server_again_after_a_restart(server_of):
    async with server_of() as server:
        await server.schedule()
        offered = await server.ann.autocomplete(server.channel, "me timezone", "zone", "lond")
        assert offered[0]["value"] == "Europe/London"
        before = await server.ann.slash(server.channel, "me timezone")
        assert "follow the server's time zone" in said(before)
        assert labels(before.response) == []

        answer = await server.ann.slash(server.channel, "me timezone", zone="tokyo")
        assert answer.ephemeral
        assert "your own time zone, **Asia/Tokyo**" in said(answer)
        now = (await zone_of(server)).now
        assert f"{now:%A, %H:%M}" in said(answer)
        assert now.utcoffset() == timedelta(hours=9)

        await server.restart()
        await server.ann.click(answer.response, label="Follow the server's time zone")
        assert not (await zone_of(server)).is_own
        assert "follow the server's time zone, **" in said(answer)


async def test_a_zone_that_is_none_is_refused_in_a_friendly_way(server_of):
    async with server_of() as server:
        answer = await server.ann.slash(server.channel, "me timezone", zone="EST")

        assert "Choose a city: America/New_York" in refused(server, answer)


async def test_days_off_are_taken_shown_and_ended_after_a_restart(server_of):
    async with server_of(SINGLE, EASY) as server:
        none = await server.ann.slash(server.channel, "me vacation")
        assert "You have none at the moment" in said(none)
        await play(server, right=[server.ann])

        answer = await server.ann.slash(server.channel, "me vacation", days=10)
        assert answer.ephemeral
        assert re.search(r"your streak of 1 day waits until <t:\d+:D>", said(answer))
        stats = await server.ann.slash(server.channel, "stats")
        assert "1 day (best 1) · 2 freezes left · on days off" in said(stats)

        await server.restart()
        shown = await server.ann.slash(server.channel, "me vacation")
        assert labels(shown.response) == ["I am back"]
        await server.ann.click(shown.response, label="I am back")
        away = await server.services.own_time.away(server.guild.id, server.ann.id)
        assert away.is_last
        assert "Welcome back! Today is your last day off" in said(shown)


async def test_in_a_direct_message_the_reason_is_said(server_of):
    async with server_of() as server:
        answer = await server.ann.user.slash("me vacation", days=3)

        assert "Your days are counted in a server" in refused(server, answer)
