"""`/setup`: from the command to the saved schedule, and all the ways out of it."""

from __future__ import annotations

import discord
import pytest

from bot.adapters.discord.wizard import LIFETIME
from bot.domain.round import AnswerStyle, ThreadPolicy
from tests.flows.commands.reading import chosen, labels, menu, refused, said
from tests.flows.conftest import text_of
from tests.questions import EASY, SINGLE


async def begin(server, who=None, **options):
    """Run the command; return the form."""
    given = {"channel": server.channel, "time": "9:00", "zone": "Europe/Berlin"} | options
    return await (who or server.admin).slash(server.channel, "setup", **given)


async def choose(server, form, name, *values):
    return await server.admin.select(form.response, list(values), custom_id=f"viva:setup:{name}")


async def saved(server, name="daily"):
    return await server.services.schedules.get(server.guild.id, name)


async def test_an_admin_sets_viva_up_with_three_answers(server_of):
    async with server_of() as server:
        form = await begin(server)
        done = await server.admin.click(form.response, label="Check and save")

        text = said(done)
        assert form.ephemeral
        assert "## Viva is set up" in text
        assert "every day at 09:00 Europe/Berlin" in text
        assert text.count(":F> · ") == 3
        assert "Thu 01 Jan 2026, 09:00 Europe/Berlin" in text
        schedule = await saved(server)
        assert (schedule.channel_id, schedule.minute) == (server.channel.id, 9 * 60)
        assert schedule.created_by == server.admin.id


async def test_the_channel_is_the_one_the_command_was_run_in_unless_named(server_of):
    async with server_of() as server:
        form = await server.admin.slash(server.channel, "setup", time="9", zone="UTC")

        assert f"<#{server.channel.id}>" in said(form)


async def test_a_test_post_is_sent_to_the_channel_and_removed_again(server_of):
    async with server_of() as server:
        form = await begin(server)
        await server.admin.click(form.response, label="Check and save")

        sent = [r for r in server.env.http_requests if r.path.endswith("/messages")]
        assert [r.method for r in sent] == ["POST"]
        assert server.channel.history() == []


async def test_every_choice_of_the_form_is_saved(server_of):
    async with server_of(SINGLE, EASY) as server:
        readers = server.guild.create_role("Readers", mentionable=True)
        form = await begin(server)
        await choose(server, form, "weekdays", "0", "2", "4")
        await choose(server, form, "topics", "fundamentals")
        await choose(server, form, "difficulty", "1", "3")
        await choose(server, form, "style", "buttons")
        await choose(server, form, "window", "28800")
        await choose(server, form, "thread", "opening")
        await choose(server, form, "role", readers)
        await server.admin.click(form.response, label="Check and save")

        schedule = await saved(server)
        assert schedule.weekdays == 0b0010101
        assert schedule.topics == ("fundamentals",)
        assert (schedule.min_difficulty, schedule.max_difficulty) == (1, 3)
        assert schedule.style is AnswerStyle.BUTTONS
        assert schedule.window.total_seconds() == 28800
        assert schedule.thread is ThreadPolicy.OPENING
        assert schedule.ping_role_id == readers.id


async def test_the_form_shows_what_has_been_chosen_so_far(server_of):
    async with server_of(SINGLE, EASY) as server:
        form = await begin(server)
        await choose(server, form, "difficulty", "2", "4")
        await choose(server, form, "weekdays", "5", "6")

        assert chosen(form.response, "difficulty") == ["Easy", "Medium", "Hard"]
        assert chosen(form.response, "weekdays") == ["Saturday", "Sunday"]
        assert "Sat, Sun at 09:00" in said(form)


async def test_choosing_no_topic_again_means_all(server_of):
    async with server_of(SINGLE, EASY) as server:
        form = await begin(server)
        await choose(server, form, "topics", "fundamentals")
        await choose(server, form, "topics")
        await server.admin.click(form.response, label="Check and save")

        assert (await saved(server)).topics == ()


async def test_a_level_and_a_track_are_chosen_and_left_again(server_of):
    async with server_of(SINGLE, EASY, tracks={"steps": [SINGLE.id]}) as server:
        form = await begin(server)
        await choose(server, form, "level", "senior")
        await choose(server, form, "order", "track:steps")
        await server.admin.click(form.response, label="Check and save")
        first = await saved(server)
        form = await begin(server)
        await choose(server, form, "level", "any")
        await choose(server, form, "order", "mixed")
        await server.admin.click(form.response, label="Check and replace")
        second = await saved(server)

        assert (first.level, first.track, first.rhythm) == ("senior", "steps", True)
        assert (second.level, second.track, second.rhythm) == ("", "", False)


async def test_a_role_that_cannot_be_mentioned_is_warned_of(server_of):
    async with server_of() as server:
        mute = {server.guild.me: discord.PermissionOverwrite(mention_everyone=False)}
        channel = server.guild.create_text_channel("quiet", overwrites=mute)
        readers = server.guild.create_role("Readers")
        form = await begin(server, channel=channel)
        await choose(server, form, "role", readers)

        assert f"Viva may not mention <@&{readers.id}>" in said(form)
        assert "Allow anyone to @mention this role" in said(form)


async def test_a_role_taken_away_again_is_not_pinged(server_of):
    async with server_of() as server:
        readers = server.guild.create_role("Readers", mentionable=True)
        form = await begin(server)
        await choose(server, form, "role", readers)
        await choose(server, form, "role")
        await server.admin.click(form.response, label="Check and save")

        assert (await saved(server)).ping_role_id is None


async def test_nothing_is_saved_while_a_permission_is_missing(server_of):
    async with server_of() as server:
        refuse = {server.guild.me: discord.PermissionOverwrite(add_reactions=False)}
        channel = server.guild.create_text_channel("strict", overwrites=refuse)
        form = await begin(server, channel=channel)
        answer = await server.admin.click(form.response, label="Check and save")

        assert "Nothing was saved: Viva still lacks **Add Reactions**" in said(answer)
        assert "Check and save" in labels(form.response)
        assert await server.services.schedules.list(server.guild.id) == []


async def test_a_channel_that_viva_cannot_see_is_named_as_such(server_of):
    async with server_of() as server:
        hide = {server.guild.me: discord.PermissionOverwrite(view_channel=False)}
        hidden = server.guild.create_text_channel("hidden", overwrites=hide)
        form = await begin(server, channel=hidden)
        answer = await server.admin.click(form.response, label="Check and save")

        assert "**View Channel**" in said(answer)


async def test_a_choice_that_no_question_fits_leaves_the_form_open(server_of):
    async with server_of(SINGLE, EASY) as server:
        form = await begin(server)
        await choose(server, form, "difficulty", "5")
        answer = await server.admin.click(form.response, label="Check and save")
        assert "No question of the bank fits" in refused(server, answer)

        await choose(server, form, "difficulty", "3")
        done = await server.admin.click(form.response, label="Check and save")
        assert "1 question of the bank fits, so" in said(done)


async def test_a_failed_test_post_leaves_the_form_open_and_nothing_saved(server_of):
    async with server_of() as server:
        form = await begin(server)
        path = f"/channels/{server.channel.id}/messages"
        server.env.inject_error("POST", path, status=403, code=50013, times=1)
        answer = await server.admin.click(form.response, label="Check and save")

        assert answer.followups[-1].ephemeral
        assert await server.services.schedules.list(server.guild.id) == []
        assert server.env.errors

        again = await server.admin.click(form.response, label="Check and save")
        assert "## Viva is set up" in said(again)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"time": "25:00"}, "hours go from 0 to 23"),
        ({"time": "soon"}, "is not a time of day"),
        ({"zone": "Mars/Base"}, "time zone"),
        ({"zone": "Europe/Lundon"}, "Europe/London"),
    ],
)
async def test_a_time_or_zone_that_cannot_be_read_is_refused_with_the_mend(
    server_of, options, told
):
    async with server_of() as server:
        answer = await begin(server, **options)

        assert told in refused(server, answer)


async def test_utc_is_explained(server_of):
    async with server_of() as server:
        form = await begin(server, zone="UTC")

        assert "is not London time in summer" in said(form)


async def test_zones_are_found_by_a_city(server_of):
    async with server_of() as server:
        offered = await server.admin.autocomplete(server.channel, "setup", "zone", "london")

        assert offered[0] == {"name": "Europe/London", "value": "Europe/London"} | {
            k: v for k, v in offered[0].items() if k not in {"name", "value"}
        }


async def test_cancel_saves_nothing_and_closes_the_form(server_of):
    async with server_of() as server:
        form = await begin(server)
        await server.admin.click(form.response, label="Cancel")

        assert said(form) == "Cancelled. Nothing was changed."
        assert labels(form.response) == []
        assert await server.services.schedules.list(server.guild.id) == []


async def test_a_form_left_alone_says_that_it_has_expired(server_of):
    async with server_of() as server:
        form = await begin(server)
        await server.env.advance_time(LIFETIME.total_seconds() + 1)

        assert "This setup has expired and nothing was saved." in said(form)


async def test_every_choice_gives_the_form_its_full_time_again(server_of):
    async with server_of() as server:
        form = await begin(server)
        await server.env.advance_time(LIFETIME.total_seconds() - 60)
        await choose(server, form, "style", "buttons")
        await server.env.advance_time(LIFETIME.total_seconds() - 60)

        done = await server.admin.click(form.response, label="Check and save")
        assert "## Viva is set up" in said(done)


async def test_a_form_from_before_a_restart_says_that_it_has_expired(server_of):
    async with server_of() as server:
        form = await begin(server)
        await server.restart()
        answer = await server.admin.click(form.response, label="Check and save")

        assert "This setup has expired" in said(answer)
        assert await server.services.schedules.list(server.guild.id) == []


async def test_a_name_that_is_taken_is_said_and_the_old_settings_are_shown(server_of):
    async with server_of() as server:
        await server.schedule(style=AnswerStyle.BUTTONS, zone="Asia/Tokyo")
        form = await begin(server, name="Daily")

        assert "There is already a schedule of that name" in said(form)
        assert "every day at 09:00 Asia/Tokyo" in said(form)
        assert chosen(form.response, "style") == ["Buttons"]
        assert "Check and replace" in labels(form.response)


async def test_replacing_keeps_the_schedule_and_changes_its_settings(server_of):
    async with server_of() as server:
        old = await server.schedule(style=AnswerStyle.BUTTONS)
        form = await begin(server, time="21:30", name="DAILY")
        done = await server.admin.click(form.response, label="Check and replace")

        assert "at 21:30 Europe/Berlin" in said(done)
        (schedule,) = await server.services.schedules.list(server.guild.id)
        assert (schedule.id, schedule.name) == (old.id, "daily")
        assert schedule.style is AnswerStyle.BUTTONS
        assert schedule.minute == 21 * 60 + 30


async def test_a_paused_schedule_stays_paused_when_it_is_replaced(server_of):
    async with server_of() as server:
        await server.schedule()
        await server.services.schedules.pause(server.guild.id, "daily")
        form = await begin(server)
        done = await server.admin.click(form.response, label="Check and replace")

        assert "Go on with `/schedule resume`" in said(done)


async def test_a_second_schedule_gets_another_name(server_of):
    async with server_of() as server:
        await server.schedule()
        form = await begin(server, name="夕方の質問")
        done = await server.admin.click(form.response, label="Check and save")

        assert "**夕方の質問**" in said(done)
        names = await server.services.schedules.names(server.guild.id)
        assert sorted(names) == ["daily", "夕方の質問"]


async def test_of_two_admins_at_once_the_second_is_asked_before_anything_is_replaced(server_of):
    async with server_of() as server:
        other = server.join("second", roles=[server.guild.roles["Admins"]])
        first = await begin(server)
        second = await begin(server, other, time="22:00")
        await server.admin.click(first.response, label="Check and save")
        answer = await other.click(second.response, label="Check and save")

        assert "another admin has just set this up" in said(answer)
        assert "at 09:00 Europe/Berlin" in said(answer)
        assert (await saved(server)).minute == 9 * 60

        await other.click(second.response, label="Check and replace")
        assert (await saved(server)).minute == 22 * 60


async def test_a_schedule_removed_meanwhile_is_set_up_anew(server_of):
    async with server_of() as server:
        await server.schedule()
        form = await begin(server, time="22:00")
        await server.services.schedules.remove(server.guild.id, "daily")
        await server.admin.click(form.response, label="Check and replace")

        assert (await saved(server)).minute == 22 * 60


async def test_who_lost_the_permission_meanwhile_cannot_save(server_of):
    async with server_of() as server:
        form = await begin(server)
        server.env.backend.get_guild(server.guild.id).members[server.admin.id].role_ids.clear()
        answer = await server.admin.click(form.response, label="Check and save")

        assert "You need the Manage Server permission" in refused(server, answer)


async def test_the_form_fits_into_a_message_with_the_most_topics(server_of):
    async with server_of() as server:
        form = await begin(server)

        assert len(menu(form.response, "weekdays")["options"]) == 7
        assert text_of(form.response.message)
