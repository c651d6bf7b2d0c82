"""`/season`, recaps, and the pictures of standings."""

from __future__ import annotations

import pytest

from bot.store.answers import Source
from tests.flows.commands.reading import labels, refused, said
from tests.flows.conftest import text_of
from tests.questions import EASY, SINGLE


async def a_season(server, days=8):
    """Ask for days what ann and bob know, and a third member does not."""
    cid = server.join("cid")
    await server.schedule(recap=True)
    for _ in range(days):
        (schedule,) = await server.services.schedules.list(server.guild.id)
        await server.until(schedule.next_at)
        for round_ in await server.services.history.current(server.guild.id):
            key = min(round_.key_positions)
            other = min(set(range(len(round_.order))) - round_.key_positions)
            for member, choice in ((server.ann, key), (server.bob, key), (cid, other)):
                await server.services.answers.choose(
                    round_.id, member.id, choice, source=Source.BUTTON
                )
    await server.services.schedules.pause(server.guild.id, "daily")
    await server.tick(days=1)
    return cid


def posts(server, heading):
    return [m for m in server.channel.history() if heading in text_of(m)]


async def test_a_week_and_a_season_are_looked_back_at(server_of):
    async with server_of(SINGLE, EASY) as server:
        cid = await a_season(server)

        (week,) = posts(server, "The week of")
        text = text_of(week)
        assert "Transformers · " in text
        assert "**Next week** · " in text
        assert [a.filename for a in week.attachments] == ["week.png"]
        assert "The week of" in week.attachments[0].description

        await server.admin.slash(server.channel, "season start", length="weeks")
        asked = await server.admin.slash(server.channel, "season end")
        assert "3 members with points" in said(asked)
        await server.admin.click(asked.response, label="End it")
        assert "A season has ended" in said(asked)
        await server.tick(minutes=1)

        (recap,) = posts(server, "is over")
        text = text_of(recap)
        assert f"🥇 **1.** <@{server.ann.id}> · **" in text
        assert f"🥉 **3.** <@{cid.id}>" in text
        assert "**Hardest question** · " in text
        assert [a.filename for a in recap.attachments] == ["season.png"]
        assert "cid" in recap.attachments[0].description
        await server.restart()
        await server.tick(minutes=1)
        assert len(posts(server, "is over")) == 1

        shown = await server.bob.click(recap, label="Final standings")
        assert shown.ephemeral
        assert f"**1.** <@{server.bob.id}>" in said(shown)
        mine = await server.bob.click(recap, label="My place")
        assert f"<@{server.bob.id}> is **1st** of 3" in said(mine)
        history = await server.bob.slash(server.channel, "season history")
        assert f"🥇 <@{server.ann.id}>" in said(history)
        archive = await server.bob.slash(server.channel, "season archive")
        assert f"🥉 **3.** <@{cid.id}>" in said(archive)
        offered = await server.bob.autocomplete(server.channel, "season archive", "season", "")
        assert len(offered) == 1
        assert "No results" not in said(await server.bob.slash(server.channel, "stats"))


async def test_boards_profiles_and_the_map_come_as_pictures_too(server_of):
    async with server_of(SINGLE, EASY) as server:
        await a_season(server)
        board = await server.bob.slash(server.channel, "leaderboard")
        assert f"🥇 **1.** <@{server.ann.id}> · **" in said(board)
        assert "of 8 right" in said(board)

        picture = await server.bob.click(board.response, label="Picture")
        assert picture.ephemeral
        (file,) = picture.response.message.attachments
        assert (file.filename, file.content_type) == ("leaderboard.png", "image/png")
        assert "ann" in file.description

        profile = await server.bob.slash(server.channel, "stats")
        assert profile.ephemeral
        assert profile.response.message.attachments[0].filename == "profile.png"
        shared = await server.bob.click(profile.response, label="Share in this channel")
        assert not shared.ephemeral
        assert "**By topic**" in said(shared)

        found = await server.bob.slash(server.channel, "group map")
        assert not found.ephemeral
        assert "right (probably" in said(found)
        assert found.response.message.attachments[0].filename == "map.png"
        await server.ann.click(found.response, label="This season")
        assert "Answers of this season" in said(found)


async def test_the_season_that_runs_is_shown_and_nobody_but_admins_ends_it(server_of):
    async with server_of() as server:
        shown = await server.ann.slash(server.channel, "season view")
        assert "Season January 2026" in said(shown)
        assert "Seasons last a calendar month, in the zone UTC." in said(shown)
        assert "None yet" in said(await server.ann.slash(server.channel, "season history"))

        for command in ("season end", "season start"):
            answer = await server.ann.slash(server.channel, command)
            assert "Manage Server" in refused(server, answer)
        answer = await server.ann.slash(server.channel, "season archive")
        assert "No season is over yet." in refused(server, answer)
        answer = await server.admin.slash(server.channel, "season end")
        assert "nothing to end" in refused(server, answer)


async def test_a_season_without_results_changes_its_length_at_once(server_of):
    async with server_of() as server:
        changed = await server.admin.slash(
            server.channel, "season start", length="weeks", channel=server.channel, recap=False
        )

        assert "Seasons last four weeks" in said(changed)
        assert "No recap is posted at its end." in said(changed)


async def test_a_button_to_end_a_season_that_is_over_does_nothing(server_of):
    async with server_of(SINGLE, EASY) as server:
        await a_season(server, days=1)
        asked = await server.admin.slash(server.channel, "season start", length="month")
        again = await server.admin.slash(server.channel, "season end")
        assert labels(asked.response) == ["Begin another", "Keep it"]
        await server.admin.click(asked.response, label="Begin another")

        late = await server.admin.click(again.response, label="End it")

        assert "That season is over already." in said(late)
        await server.admin.click(again.response, label="Keep it")
        assert "The season goes on." in said(again)


@pytest.mark.parametrize("command", ["season view", "season history"])
async def test_in_a_direct_message_it_is_said_where_seasons_are(server_of, command):
    async with server_of() as server:
        commands = server.ann.user
        answer = await commands.slash(command)

        assert "belong to a server" in refused(server, answer)


async def test_weekly_recaps_are_off_until_a_schedule_wants_them(server_of):
    async with server_of(SINGLE, EASY) as server:
        added = await server.admin.slash(
            server.channel, "schedule add", time="09:00", zone="UTC", recap=True
        )
        assert "weekly recap" in said(added)
        edited = await server.admin.slash(
            server.channel, "schedule edit", name="daily", recap=False
        )
        assert "weekly recap" not in said(edited)
        await server.tick(days=14)

        assert posts(server, "The week of") == []
