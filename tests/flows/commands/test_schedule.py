"""`/schedule`: what admins set up in one go, change, look ahead to, pause and remove."""

from __future__ import annotations

import re
from datetime import timedelta

import discord
import pytest

from bot.domain.round import AnswerStyle, RoundState, ThreadPolicy
from tests.flows.commands.reading import allow, labels, refused, said
from tests.questions import EASY, MULTIPLE, SINGLE, question


async def run(server, command, who=None, **options):
    return await (who or server.admin).slash(server.channel, f"schedule {command}", **options)


async def add(server, name="daily", **options):
    given = {"time": "09:00", "zone": "Europe/Berlin"} | options
    return await run(server, "add", name=name, **given)


async def saved(server, name="daily"):
    return await server.services.schedules.get(server.guild.id, name)


# ------------------------------------------------------------------------------- who may


async def test_members_are_not_offered_the_commands_of_admins(server_of):
    async with server_of() as server:
        offered = server.ann.available_commands(server.channel)

        assert not [name for name in offered if name.startswith(("schedule", "setup"))]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("add", {"time": "9", "zone": "UTC"}),
        ("edit", {"name": "daily", "time": "10"}),
        ("list", {}),
        ("preview", {"name": "daily"}),
        ("pause", {"name": "daily"}),
        ("resume", {"name": "daily"}),
        ("skip", {"name": "daily"}),
        ("post-now", {"name": "daily"}),
        ("remove", {"name": "daily"}),
    ],
)
async def test_who_is_let_in_by_an_override_still_needs_manage_server(server_of, command, options):
    async with server_of() as server:
        await server.schedule()
        await allow(server, "schedule", server.ann)
        answer = await run(server, command, server.ann, **options)

        assert "You need the Manage Server permission" in refused(server, answer)
        (schedule,) = await server.services.schedules.list(server.guild.id)
        assert schedule.paused_at is None


async def test_setup_needs_manage_server_too(server_of):
    async with server_of() as server:
        await allow(server, "setup", server.ann)
        answer = await server.ann.slash(server.channel, "setup", time="9", zone="UTC")

        assert "You need the Manage Server permission" in refused(server, answer)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("setup", {"time": "9", "zone": "UTC"}),
        ("schedule add", {"time": "9", "zone": "UTC"}),
        ("schedule list", {}),
        ("schedule remove", {"name": "daily"}),
    ],
)
async def test_in_a_direct_message_the_reason_is_said(server_of, command, options):
    async with server_of() as server:
        answer = await server.admin.user.slash(command, **options)

        assert "Schedules belong to a server" in refused(server, answer)


async def test_in_a_direct_message_no_names_are_offered(server_of):
    async with server_of() as server:
        assert await server.admin.user.autocomplete("schedule pause", "name", "") == []


# ------------------------------------------------------------------------------- add


async def test_a_schedule_is_added_with_every_option(server_of):
    async with server_of(SINGLE, EASY) as server:
        readers = server.guild.create_role("Readers", mentionable=True)
        other = server.guild.create_text_channel("other")
        answer = await add(
            server,
            "morning",
            channel=other,
            weekdays="mon-fri",
            topics="Fundamentals",
            easiest=1,
            hardest=2,
            window="90m",
            style="buttons",
            thread="never",
            ping=readers,
        )

        assert "## Added" in said(answer)
        schedule = await saved(server, "morning")
        assert schedule.channel_id == other.id
        assert schedule.weekdays == 0b0011111
        assert schedule.topics == ("fundamentals",)
        assert (schedule.min_difficulty, schedule.max_difficulty) == (1, 2)
        assert schedule.window == timedelta(minutes=90)
        assert schedule.style is AnswerStyle.BUTTONS
        assert schedule.thread is ThreadPolicy.NEVER
        assert schedule.ping_role_id == readers.id


async def test_a_schedule_needs_only_time_and_zone(server_of):
    async with server_of() as server:
        answer = await run(server, "add", time="9 pm", zone="asia/tokyo")

        assert answer.ephemeral
        assert "every day at 21:00 Asia/Tokyo" in said(answer)
        assert "1 question of the bank fits, so" in said(answer)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"time": "9:75"}, "minutes go from 00 to 59"),
        ({"zone": "Nowhere"}, "time zone"),
        ({"window": "90"}, "needs a unit"),
        ({"window": "8d"}, "too long"),
        ({"weekdays": "someday"}, "is not a weekday"),
        ({"topics": "cooking"}, "There is no topic called “cooking”"),
        ({"easiest": 4, "hardest": 2}, "above the hardest"),
        ({"easiest": 5}, "No question of the bank fits"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_mend_and_nothing_is_saved(
    server_of, options, told
):
    async with server_of() as server:
        answer = await add(server, **options)

        assert told in refused(server, answer)
        assert await server.services.schedules.list(server.guild.id) == []


@pytest.mark.parametrize("name", ["daily", "Daily", " DAILY "])
async def test_a_name_that_is_taken_is_refused_in_any_case(server_of, name):
    async with server_of() as server:
        await add(server)
        answer = await add(server, name, time="10:00")

        assert "**daily**" in refused(server, answer)
        assert (await saved(server)).minute == 9 * 60


async def test_nothing_is_added_where_viva_lacks_a_permission(server_of):
    async with server_of() as server:
        refuse = {server.guild.me: discord.PermissionOverwrite(send_messages=False)}
        strict = server.guild.create_text_channel("strict", overwrites=refuse)
        answer = await add(server, channel=strict)

        assert "**Send Messages**" in refused(server, answer)
        assert await server.services.schedules.list(server.guild.id) == []


async def test_a_permission_that_would_help_is_mentioned(server_of):
    async with server_of() as server:
        less = {server.guild.me: discord.PermissionOverwrite(manage_messages=False)}
        channel = server.guild.create_text_channel("plain", overwrites=less)
        answer = await add(server, channel=channel)

        assert "Viva works without **Manage Messages**" in said(answer)


async def test_a_ping_of_everyone_that_viva_may_not_make_is_warned_of(server_of):
    async with server_of() as server:
        mute = {server.guild.me: discord.PermissionOverwrite(mention_everyone=False)}
        quiet = server.guild.create_text_channel("quiet", overwrites=mute)
        answer = await add(server, channel=quiet, ping=server.guild.default_role)

        assert "Viva may not mention everyone" in said(answer)


async def test_questions_do_not_go_to_a_voice_channel(server_of):
    async with server_of() as server:
        voice = server.guild.create_voice_channel("Lounge")
        answer = await server.admin.slash(voice, "schedule add", time="9", zone="UTC")

        assert "Questions go to a text channel" in refused(server, answer)


async def test_topics_are_completed_one_after_the_other(server_of):
    async with server_of(SINGLE, EASY) as server:
        offered = await server.admin.autocomplete(
            server.channel, "schedule add", "topics", "fundamentals, tr"
        )

        assert [choice["value"] for choice in offered] == ["fundamentals, transformers"]


# ------------------------------------------------------------------------------- edit


async def test_what_is_left_out_of_an_edit_stays(server_of):
    async with server_of(SINGLE, EASY) as server:
        await add(server, window="2d", topics="transformers", style="buttons")
        answer = await run(server, "edit", name="daily", time="18:00")

        assert "## Changed" in said(answer)
        schedule = await saved(server)
        assert schedule.minute == 18 * 60
        assert schedule.topics == ("transformers",)
        assert schedule.window == timedelta(days=2)
        assert schedule.style is AnswerStyle.BUTTONS


async def test_topics_go_back_to_all_and_the_ping_can_be_taken_away(server_of):
    async with server_of(SINGLE, EASY) as server:
        readers = server.guild.create_role("Readers", mentionable=True)
        await add(server, topics="transformers", ping=readers)
        await run(server, "edit", name="daily", topics="all", no_ping=True)

        schedule = await saved(server)
        assert schedule.topics == ()
        assert schedule.ping_role_id is None


async def test_a_schedule_is_renamed(server_of):
    async with server_of() as server:
        await add(server)
        answer = await run(server, "edit", name="daily", rename="Morgenfrage ☕")

        assert "**Morgenfrage ☕**" in said(answer)
        assert await server.services.schedules.names(server.guild.id) == ["Morgenfrage ☕"]


async def test_a_schedule_is_not_renamed_to_anothers_name_but_its_own_case_may_change(server_of):
    async with server_of() as server:
        await add(server, "a")
        await add(server, "b")
        answer = await run(server, "edit", name="a", rename="B")
        assert "There is a schedule called **b** already" in refused(server, answer)

        await run(server, "edit", name="a", rename="A")
        assert sorted(await server.services.schedules.names(server.guild.id)) == ["A", "b"]


async def test_an_edit_without_a_change_says_so(server_of):
    async with server_of() as server:
        await add(server)
        answer = await run(server, "edit", name="daily")

        assert "Say what to change" in refused(server, answer)


async def test_a_span_is_checked_against_what_stays(server_of):
    async with server_of() as server:
        await add(server, hardest=3)
        answer = await run(server, "edit", name="daily", easiest=4)

        assert "(4) is above the hardest (3)" in refused(server, answer)


async def test_a_schedule_does_not_move_to_a_channel_without_permissions(server_of):
    async with server_of() as server:
        await add(server)
        hide = {server.guild.me: discord.PermissionOverwrite(view_channel=False)}
        hidden = server.guild.create_text_channel("hidden", overwrites=hide)
        answer = await run(server, "edit", name="daily", channel=hidden)

        assert "**View Channel**" in refused(server, answer)
        assert (await saved(server)).channel_id == server.channel.id


async def test_an_unknown_name_lists_those_there_are(server_of):
    async with server_of() as server:
        await add(server)
        answer = await run(server, "pause", name="nightly")

        assert "There is: **daily**" in refused(server, answer)


async def test_names_are_offered_as_they_are_typed(server_of):
    async with server_of() as server:
        await add(server, "daily")
        await add(server, "вечерний")
        offered = await server.admin.autocomplete(server.channel, "schedule pause", "name", "ВЕЧ")

        assert [choice["value"] for choice in offered] == ["вечерний"]


# ------------------------------------------------------------------------------- the rest


async def test_an_empty_list_leads_to_setup(server_of):
    async with server_of() as server:
        answer = await run(server, "list")

        assert answer.ephemeral
        assert "Run `/setup`" in said(answer)


async def test_the_list_shows_running_and_paused_schedules(server_of):
    async with server_of() as server:
        await add(server, "a")
        await add(server, "b")
        await run(server, "pause", name="b")
        text = said(await run(server, "list"))

        assert "**a** · " in text
        assert "Next post <t:" in text
        assert "by an admin. Go on with `/schedule resume`." in text


async def test_the_preview_shows_as_many_posts_as_asked_for(server_of):
    async with server_of() as server:
        await add(server, weekdays="weekends")
        text = said(await run(server, "preview", name="daily", count=4))

        assert text.count("Europe/Berlin") == 5
        assert "Sat 03 Jan 2026, 09:00 Europe/Berlin" in text
        assert "Sun 11 Jan 2026, 09:00 Europe/Berlin" in text


async def test_what_the_preview_foretells_is_what_is_posted(server_of):
    many = [
        question(f"q-{n}", topic=topic, difficulty=1 + n % 5)
        for n, topic in enumerate(["statistics", "transformers", "xai"] * 5)
    ]
    async with server_of(*many) as server:
        await add(server, window="1h")
        await add(server, "second", time="08:00", weekdays="mon-fri", window="1h")
        answer = await run(server, "preview", name="daily", count=8)
        foretold = re.findall("`(q-[0-9]+)`", said(answer))
        schedule = await saved(server)
        await server.until(schedule.next_at)
        for _ in range(7):
            await server.tick(days=1)

        pages = [await server.services.history.history(server.guild.id, 0, n) for n in (1, 2)]
        posted = [row.round for page in pages for row in page.rows]
        asked = [r.question.id for r in reversed(posted) if r.schedule_id == schedule.id]
        assert answer.ephemeral
        assert asked == foretold
        assert len(foretold) == 8


async def test_a_track_is_chosen_by_its_title_and_left_again(server_of):
    async with server_of(SINGLE, EASY, tracks={"steps": [EASY.id, SINGLE.id]}) as server:
        offered = await server.admin.autocomplete(
            server.channel, "schedule add", "track", "st", time="9", zone="UTC"
        )
        added = await add(server, track="Steps")
        text = said(await run(server, "preview", name="daily", count=3))
        changed = await run(server, "edit", name="daily", track="none", rhythm=False)

        assert [choice["value"] for choice in offered] == ["steps"]
        assert "track Steps" in said(added)
        assert text.index(EASY.id) < text.index(f"`{SINGLE.id}`")
        assert "2 questions of this track may be asked; when" in text
        assert "track" not in said(changed).split("\n")[2]
        assert (await saved(server)).track == ""


async def test_a_paused_schedule_posts_nothing_and_goes_on_when_resumed(server_of):
    async with server_of() as server:
        await add(server)
        paused = await run(server, "pause", name="daily")
        await server.tick(days=2)

        assert "posts nothing until `/schedule resume`" in said(paused)
        assert server.channel.history() == []

        resumed = await run(server, "resume", name="daily")
        assert "Next post <t:" in said(resumed)
        await server.until((await saved(server)).next_at)
        assert len(server.channel.history()) == 1


@pytest.mark.parametrize(
    ("command", "told"), [("resume", "is not paused"), ("skip", "")],
)  # fmt: skip
async def test_going_on_needs_a_pause(server_of, command, told):
    async with server_of() as server:
        await add(server)
        answer = await run(server, command, name="daily")

        assert told in (refused(server, answer) if told else said(answer))


async def test_a_paused_schedule_has_nothing_to_skip(server_of):
    async with server_of() as server:
        await add(server)
        await run(server, "pause", name="daily")
        again = await run(server, "pause", name="daily")
        assert "is paused already" in refused(server, again)

        answer = await run(server, "skip", name="daily")
        assert "is paused, so there is nothing to skip" in refused(server, answer)


async def test_a_skip_moves_the_next_post_and_can_be_taken_back(server_of):
    async with server_of() as server:
        await add(server)
        before = (await saved(server)).next_at
        skipped = await run(server, "skip", name="daily")

        assert "## Skipped one post" in said(skipped)
        assert (await saved(server)).next_at == before + timedelta(days=1)

        undone = await run(server, "skip", name="daily", undo=True)
        assert "## Skip taken back" in said(undone)
        assert (await saved(server)).next_at == before

        again = await run(server, "skip", name="daily", undo=True)
        assert "No skipped post" in refused(server, again)


async def test_a_question_is_posted_at_once_with_a_link_to_it(server_of):
    async with server_of() as server:
        await add(server)
        answer = await run(server, "post-now", name="daily")

        (card,) = server.channel.history()
        link = f"https://discord.com/channels/{server.guild.id}/{server.channel.id}/{card.id}"
        assert link in said(answer)
        again = await run(server, "post-now", name="daily")
        assert "within this minute" in refused(server, again)


async def test_a_question_that_discord_does_not_take_yet_is_on_its_way(server_of):
    async with server_of() as server:
        await add(server)
        path = f"/channels/{server.channel.id}/messages"
        server.env.inject_error("POST", path, status=500, times=1)
        answer = await run(server, "post-now", name="daily")
        assert "is on its way" in said(answer)

        await server.tick(minutes=5)
        assert len(server.channel.history()) == 1


async def test_two_schedules_in_one_channel_post_for_themselves(server_of):
    async with server_of(SINGLE, EASY, MULTIPLE) as server:
        await add(server, "a")
        await add(server, "b", topics="fundamentals")
        await run(server, "post-now", name="a")
        await run(server, "post-now", name="b")

        assert len(server.channel.history()) == 2


# ------------------------------------------------------------------------------- remove


async def test_removal_asks_and_then_removes(server_of):
    async with server_of() as server:
        await add(server)
        asked = await run(server, "remove", name="daily")
        assert labels(asked.response) == ["Remove", "Keep"]
        assert await server.services.schedules.names(server.guild.id) == ["daily"]

        await server.admin.click(asked.response, label="Remove")
        assert "**daily** is gone" in said(asked)
        assert await server.services.schedules.names(server.guild.id) == []


async def test_a_change_of_mind_keeps_the_schedule(server_of):
    async with server_of() as server:
        await add(server)
        asked = await run(server, "remove", name="daily")
        await server.admin.click(asked.response, label="Keep")

        assert "Nothing was removed" in said(asked)
        assert await server.services.schedules.names(server.guild.id) == ["daily"]


async def test_removal_can_be_confirmed_after_a_restart(server_of):
    async with server_of() as server:
        await add(server)
        asked = await run(server, "remove", name="daily")
        await server.restart()
        await server.admin.click(asked.response, label="Remove")

        assert await server.services.schedules.names(server.guild.id) == []


async def test_an_old_confirmation_does_not_remove_a_new_schedule_of_that_name(server_of):
    async with server_of() as server:
        await add(server)
        first = await run(server, "remove", name="daily")
        await server.services.schedules.remove(server.guild.id, "daily")
        await add(server, "other")
        await add(server)
        answer = await server.admin.click(first.response, label="Remove")

        assert "gone already" in said(answer)
        assert len(await server.services.schedules.names(server.guild.id)) == 2


async def test_an_open_question_is_still_revealed_after_its_schedule_is_removed(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        asked = await run(server, "remove", name="daily")
        await server.admin.click(asked.response, label="Remove")
        await server.until(round_.closes_at)

        assert (await server.refetch(round_)).state is RoundState.REVEALED
