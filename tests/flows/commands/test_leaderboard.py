"""`/leaderboard`, `/stats` and `/why`: where one stands, and for what."""

from __future__ import annotations

import pytest

from bot.store.answers import Source
from tests.flows.commands.reading import labels, refused, said
from tests.questions import EASY, SINGLE


async def board(server, who=None, board="effort", **options):
    options["board"] = board
    return await (who or server.ann).slash(server.channel, "leaderboard", **options)


async def play(server, right=(), wrong=(), **changes):
    """Ask a question, let members answer it, and reveal it; their accounts are a week old."""
    await server.tick(days=8)
    round_ = await server.open_round(**changes)
    key = min(round_.key_positions)
    other = min(set(range(len(round_.order))) - round_.key_positions)
    for members, position in ((right, key), (wrong, other)):
        for member in members:
            await server.services.answers.choose(
                round_.id, member.id, position, source=Source.BUTTON
            )
    await server.until(round_.closes_at)
    return await server.refetch(round_)


# ------------------------------------------------------------------------------- /leaderboard


async def test_an_empty_board_says_what_will_fill_it(server_of):
    async with server_of() as server:
        answer = await board(server)

        assert "Nobody has points this season yet." in said(answer)
        await server.ann.select(answer.response, values=["season"])
        assert "Nobody has 8 graded answers this season yet." in said(answer)


async def test_the_board_is_public_and_notifies_nobody(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann], wrong=[server.bob])
        answer = await board(server)

        assert not answer.ephemeral
        assert f"🥇 **1.** <@{server.ann.id}> · **15 points** · 100% (1 of 1 right)" in said(answer)
        assert f"🥈 **2.** <@{server.bob.id}> · **2 points** · 0% (0 of 1 right)" in said(answer)
        sent = server.env.http_requests[-1].json
        assert sent["allowed_mentions"] == {"parse": []}


async def test_the_place_of_who_asks_is_shown_and_ties_share_it(server_of):
    async with server_of() as server:
        cid = server.join("cid")
        await play(server, right=[server.ann, server.bob], wrong=[cid])

        assert f"<@{server.bob.id}> is **1st** of 3" in said(await board(server, server.bob))
        assert f"<@{cid.id}> is **3rd** of 3" in said(await board(server, cid))


async def test_anyone_can_turn_the_pages_and_the_place_stays_that_of_who_asked(server_of):
    async with server_of() as server:
        crowd = [server.join(f"member-{n}") for n in range(11)]
        await play(server, right=crowd, wrong=[server.ann])
        answer = await board(server)
        assert labels(answer.response) == [
            "First", "Previous", "Next", "Last", "My place", "Picture"
        ]  # fmt: skip
        assert "Page 1 of 2 · 12 members" in said(answer)

        await server.bob.click(answer.response, label="Next")
        text = said(answer)
        assert "Page 2 of 2" in text
        assert f"**12.** <@{server.ann.id}>" in text
        assert f"<@{server.ann.id}> is **12th** of 12" in text
        assert "🥇 **1.** <@" in text

        await server.bob.click(answer.response, label="First")
        assert "Page 1 of 2" in said(answer)


async def test_the_buttons_work_after_a_restart(server_of):
    async with server_of() as server:
        await play(server, right=[server.join(f"m{n}") for n in range(11)])
        answer = await board(server)
        await server.restart()
        await server.bob.click(answer.response, label="Last")

        assert "Page 2 of 2" in said(answer)


async def test_my_place_is_told_to_who_presses_and_nobody_else(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann], wrong=[server.bob])
        answer = await board(server)
        mine = await server.bob.click(answer.response, label="My place")

        assert mine.ephemeral
        assert f"<@{server.bob.id}> is **2nd** of 2 with 2 points" in said(mine)


async def test_who_left_is_not_on_the_board(server_of):
    async with server_of() as server:
        await play(server, right=[server.bob], wrong=[server.ann])
        server.guild.remove_member(server.bob)
        text = said(await board(server))

        assert f"<@{server.bob.id}>" not in text
        assert f"🥇 **1.** <@{server.ann.id}>" in text


async def test_periods_and_topics_have_their_own_boards(server_of):
    async with server_of(SINGLE, EASY) as server:
        await play(server, right=[server.ann], topics=("transformers",))
        await server.services.schedules.remove(server.guild.id, "daily")
        await server.tick(days=40)
        await play(server, right=[server.bob], topics=("fundamentals",))

        this_week = said(await board(server, period="week"))
        all_time = said(await board(server, period="all"))
        topic = said(await board(server, period="all", topic="Transformers"))
        assert f"**1.** <@{server.bob.id}>" in this_week
        assert f"**1.** <@{server.ann.id}>" not in this_week
        assert f"**1.** <@{server.ann.id}> · **15 points**" in all_time
        assert f"**2.** <@{server.bob.id}> · **10 points**" in all_time
        assert "all time · Transformers" in topic
        assert f"**2.** <@{server.bob.id}>" not in topic


async def test_topics_are_offered_and_an_unknown_one_is_refused(server_of):
    async with server_of(SINGLE, EASY) as server:
        offered = await server.ann.autocomplete(server.channel, "leaderboard", "topic", "fund")
        assert [choice["value"] for choice in offered] == ["fundamentals"]

        answer = await board(server, topic="fundamental")
        assert "Did you mean fundamentals?" in refused(server, answer)


# ------------------------------------------------------------------------------- /stats


async def test_statistics_show_place_accuracy_and_streak(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann], wrong=[server.bob])
        answer = await server.ann.slash(server.channel, "stats")

        assert answer.ephemeral
        assert "ranked after 7 more answers" in said(answer)
        assert "**All time** · 15 points (1st of 2), 100% (1 of 1 right)" in said(answer)
        assert "**Streak** · 1 day" in said(answer)
        assert "Transformers · 1 of 1 right (probably 21% to 100%)" in said(answer)


async def test_the_statistics_of_another_member_can_be_asked_for(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann], wrong=[server.bob])
        answer = await server.ann.slash(server.channel, "stats", member=server.bob)

        assert answer.ephemeral
        assert f"<@{server.bob.id}>" in said(answer)
        assert "2nd of 2" in said(answer)
        assert "Transformers" not in said(answer)


async def test_someone_without_results_is_told_when_they_come(server_of):
    async with server_of() as server:
        answer = await server.ann.slash(server.channel, "stats")

        assert "No results here yet" in said(answer)


async def test_bots_have_no_statistics(server_of):
    async with server_of() as server:
        robot = server.guild.add_member(server.env.create_user("robot", bot=True))
        answer = await server.ann.slash(server.channel, "stats", member=robot)

        assert "Bots do not answer questions" in refused(server, answer)


# ------------------------------------------------------------------------------- /why


async def test_every_point_is_explained_to_the_member_alone(server_of):
    async with server_of() as server:
        round_ = await play(server, right=[server.ann])
        answer = await server.ann.slash(server.channel, "why")

        text = said(answer)
        assert answer.ephemeral
        assert f"**+15** · [{SINGLE.stem}]" in text
        assert f"/{round_.reveal_message_id})" in text
        assert f"<t:{int(server.clock.now().timestamp())}:f>" in text
        assert "Nothing yet." in said(await server.bob.slash(server.channel, "why"))


async def test_the_explanations_have_pages(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann])
        for _ in range(10):
            await server.services.schedules.remove(server.guild.id, "daily")
            await play(server, right=[server.ann])
        first = await server.ann.slash(server.channel, "why")
        assert "Page 1 of 2" in said(first)

        await server.ann.click(first.response, label="Last")
        assert "Page 2 of 2" in said(first)
        assert "Page 2 of 2" in said(await server.ann.slash(server.channel, "why", page=2))


@pytest.mark.parametrize("command", ["leaderboard", "stats", "why"])
async def test_in_a_direct_message_the_reason_is_said(server_of, command):
    async with server_of() as server:
        answer = await server.ann.user.slash(command)

        assert "Standings belong to a server" in refused(server, answer)
