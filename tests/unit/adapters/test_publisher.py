"""The publisher on a simulated Discord."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord
import pytest

from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle, RoundState
from bot.domain.turnout import Turnout
from bot.errors import Gone, Refused, Unreachable
from bot.services.publisher import Reveal, Tally, ThreadPost, Vote
from tests.questions import MULTIPLE, NUMERIC, OPEN, SINGLE
from tests.unit.adapters.rounds import longest, round_of

REVEAL = Reveal(3, (101,), 0, (Tally("A", 1), Tally("B", 0), Tally("C", 0), Tally("D", 2)))


def requests(world, method: str, ending: str) -> list:
    return [r for r in world.env.http_requests if r.method == method and r.path.endswith(ending)]


# ---------------------------------------------------------------------- sending


async def test_a_card_is_posted_with_the_rounds_nonce_and_its_mention(world):
    await world.post(ping_role_id=77)

    (request,) = requests(world, "POST", "/messages")
    assert request.json["nonce"] == "a-nonce-of-25-characters-"
    assert request.json["enforce_nonce"] is True
    assert request.json["allowed_mentions"] == {"parse": [], "roles": [77]}


async def test_the_letters_are_seeded_in_order_and_only_where_one_reacts(world):
    reactions = await world.post()
    buttons = await world.post(id=43, style=AnswerStyle.BUTTONS)
    typed = await world.post(NUMERIC, id=44)

    assert world.reactions(reactions) == {"🇦": 1, "🇧": 1, "🇨": 1, "🇩": 1}
    assert world.reactions(buttons) == world.reactions(typed) == {}


async def test_a_card_full_of_other_reactions_is_left_as_it_is(world):
    round_ = await world.post()
    before = world.reactions(round_)
    world.env.inject_error("PUT", "*/reactions/*", status=400, code=30010)

    await world.publisher.seed(round_)

    assert world.reactions(round_) == before
    added = [r for r in world.env.http_requests if "/reactions/" in r.path]
    assert len(added) == len(before) + 1, "one refusal is enough"


async def test_a_reveal_replies_to_the_card_with_a_nonce_of_its_own(world):
    round_ = await world.post()

    reveal_id = await world.publisher.reveal(round_, REVEAL)
    await world.publisher.reveal(round_, REVEAL)

    _, first, second = requests(world, "POST", "/messages")
    assert first.json["nonce"] == second.json["nonce"] != round_.nonce
    assert len(first.json["nonce"]) <= 25
    assert first.json["message_reference"]["message_id"] == round_.message_id
    assert first.json["message_reference"]["fail_if_not_exists"] is False
    assert first.json["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert any(m.id == reveal_id for m in world.channel.history())


async def test_formulas_are_attached_and_stay_when_the_card_is_edited(world):
    stem = r"What is $\begin{pmatrix} a & b \\ c & d \end{pmatrix}$?"
    round_ = await world.post(replace(SINGLE, stem=stem), style=AnswerStyle.BUTTONS)

    await world.publisher.show_count(round_, Turnout(2))

    (attachment,) = world.message(round_).attachments
    assert attachment.filename == "formula-1.png"
    assert attachment.description


async def test_the_count_is_shown_on_the_card(world):
    round_ = await world.post(style=AnswerStyle.BUTTONS)

    await world.publisher.show_count(round_, Turnout(17))

    assert "Answered so far: 17 members." in str(requests(world, "PATCH", "")[-1].json)


async def test_a_retired_card_has_no_buttons_and_links_to_the_reveal(world):
    round_ = await world.post(style=AnswerStyle.BUTTONS)
    over = replace(round_, state=RoundState.REVEALED, reveal_message_id=99)

    await world.publisher.retire_card(over, 3)

    sent = str(requests(world, "PATCH", "")[-1].json)
    assert "custom_id" not in sent
    assert f"/{world.guild.id}/{world.channel.id}/99" in sent


@pytest.mark.parametrize("style", AnswerStyle)
@pytest.mark.parametrize("type_", QuestionType)
async def test_discord_takes_the_longest_question_there_may_be(world, type_, style):
    round_ = await world.post(longest(type_), style=style)

    reveal_id = await world.publisher.reveal(round_, REVEAL)
    await world.publisher.retire_card(round_, 3)

    assert [m.id for m in world.channel.history()][-1] == reveal_id


async def test_sending_keeps_nothing_in_memory(world):
    await world.post(style=AnswerStyle.BUTTONS)

    assert world.env.bot.persistent_views == []


# ---------------------------------------------------------------------- threads


async def test_an_open_questions_thread_lives_as_long_as_the_round(world):
    round_ = await world.post(OPEN)
    long = replace(round_, closes_at=round_.opens_at + timedelta(days=6))

    thread_id = await world.publisher.open_thread(long)

    (request,) = requests(world, "POST", "/threads")
    assert request.json["name"].startswith("Answers: Which of these statements")
    assert request.json["auto_archive_duration"] == 10080
    assert [t.id for t in world.channel.threads] == [thread_id]


async def test_the_discussion_opens_on_the_reveal(world):
    round_ = await world.post()
    reveal_id = await world.publisher.reveal(round_, REVEAL)

    await world.publisher.open_discussion(replace(round_, reveal_message_id=reveal_id))

    (request,) = requests(world, "POST", "/threads")
    assert str(reveal_id) in request.path
    assert request.json["name"].startswith("Discussion: ")
    assert request.json["auto_archive_duration"] == 1440


async def test_a_thread_that_exists_already_is_found(world):
    round_ = await world.post(OPEN)
    world.env.inject_error("POST", "*/threads", status=400, code=160004)

    assert await world.publisher.open_thread(round_) == round_.message_id


async def test_too_many_active_threads_are_tried_again_later(world):
    round_ = await world.post(OPEN)
    world.env.inject_error("POST", "*/threads", status=400, code=160006)

    with pytest.raises(Unreachable):
        await world.publisher.open_thread(round_)


# ---------------------------------------------------------------------- reading back


async def test_the_card_and_the_reveal_are_found_again(world):
    round_ = await world.post()
    other = await world.post(id=421)
    reveal_id = await world.publisher.reveal(round_, REVEAL)
    closing = replace(round_, closes_at=world.env.now())

    assert await world.publisher.find_post(round_) == round_.message_id
    assert await world.publisher.find_post(other) == other.message_id
    assert await world.publisher.find_reveal(closing) == reveal_id
    assert await world.publisher.find_reveal(replace(other, closes_at=world.env.now())) is None


async def test_what_a_member_wrote_is_not_taken_for_a_card(world):
    await world.ann.send(world.channel, "-# single-1 · round 42")

    assert await world.publisher.find_post(unposted(world)) is None


async def test_a_card_is_found_behind_many_messages(world):
    before = unposted(world)
    for number in range(130):
        world.env.backend.create_message(world.channel.id, world.ann.id, f"message {number}")
    round_ = await world.post()

    assert await world.publisher.find_post(before) == round_.message_id


async def test_without_a_history_to_read_nothing_is_looked_for(world):
    locked = world.channel_without("read_message_history")
    round_ = round_of(guild_id=world.guild.id, channel_id=locked.id)

    with pytest.raises(Refused, match="Read Message History"):
        await world.publisher.find_post(round_)


def unposted(world):
    """A round not posted yet."""
    return round_of(guild_id=world.guild.id, channel_id=world.channel.id, opens_at=world.env.now())


async def test_votes_are_read_back_without_bots_and_foreign_emoji(world):
    round_ = await world.post(MULTIPLE)
    message = world.message(round_)
    for member, emoji in [(world.ann, "🇧"), (world.ann, "🇩"), (world.bob, "🇧"), (world.bob, "👍")]:
        await member.react(message, emoji)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.react(message, "🇧")

    votes = await world.publisher.votes(round_)

    ann, bob = world.ann.id, world.bob.id
    assert sorted(votes, key=lambda v: (v.position, v.member_id)) == [
        Vote(ann, 1), Vote(bob, 1), Vote(ann, 3)
    ]  # fmt: skip


async def test_many_votes_are_read_back_once_each(world):
    round_ = await world.post()
    crowd = {world.guild.add_member(world.env.create_user(f"m{n}")).id for n in range(120)}
    for member in crowd:
        world.env.backend.add_reaction(world.channel.id, round_.message_id, "🇦", member)
    await world.env.settle()

    votes = await world.publisher.votes(round_)

    assert {v.member_id for v in votes} == crowd
    assert len(votes) == 120


async def test_buttons_have_no_votes_to_read(world):
    round_ = await world.post(style=AnswerStyle.BUTTONS)

    assert await world.publisher.votes(round_) == []


async def test_a_reaction_is_taken_back(world):
    round_ = await world.post()
    await world.ann.react(world.message(round_), "🇧")

    await world.publisher.take_back(round_, Vote(world.ann.id, 1))
    await world.env.settle()

    assert world.reactions(round_)["🇧"] == 1


async def test_thread_posts_are_read_back_oldest_first_without_bots(world):
    round_ = await world.post(OPEN)
    round_ = replace(round_, thread_id=await world.publisher.open_thread(round_))
    (thread,) = world.channel.threads
    first = await world.ann.send(thread, "first")
    second = await world.bob.send(thread, "", attachments=[("plot.png", b"x")])
    world.env.backend.create_message(thread.id, world.env.bot.user.id, "from Viva")

    assert await world.publisher.thread_posts(round_) == [
        ThreadPost(first.id, world.ann.id, "first"),
        ThreadPost(second.id, world.bob.id, "[attachment]"),
    ]


async def test_a_deleted_card_thread_or_channel_is_named_as_gone(world):
    round_ = await world.post(OPEN)
    threaded = replace(round_, thread_id=await world.publisher.open_thread(round_))
    world.env.backend.delete_channel(threaded.thread_id)
    with pytest.raises(Gone) as thread:
        await world.publisher.thread_posts(threaded)
    world.env.backend.delete_message(world.channel.id, round_.message_id)
    with pytest.raises(Gone) as card:
        await world.publisher.exists(round_)
    world.env.backend.delete_channel(world.channel.id)
    with pytest.raises(Gone) as channel:
        await world.publisher.post(round_)

    assert [e.value.what for e in (thread, card, channel)] == ["thread", "message", "channel"]


# ---------------------------------------------------------------------- trouble


async def test_a_refusal_names_the_permission_that_is_missing(world):
    locked = world.channel_without("send_messages")

    with pytest.raises(Refused, match=rf"Viva lacks Send Messages.* in <#{locked.id}>"):
        await world.post(channel_id=locked.id)


async def test_a_server_that_removed_viva_is_gone(world):
    round_ = await world.post()
    world.env.backend.remove_guild(world.guild.id)
    await world.env.settle()
    world.env.inject_error("POST", "*/messages", status=403, code=50001)

    with pytest.raises(Gone) as caught:
        await world.publisher.post(round_)

    assert caught.value.what == "guild"


async def test_a_server_that_is_only_not_loaded_is_not_taken_for_gone(world):
    round_ = await world.post()
    world.env.bot._connection._guilds.pop(world.guild.id)
    world.env.inject_error("POST", "*/messages", status=403, code=50001)

    with pytest.raises(Refused):
        await world.publisher.post(round_)
    with pytest.raises(Unreachable):
        await world.publisher.open_thread(round_)


async def test_a_round_without_a_card_has_nothing_to_edit_or_thread(world):
    unsent = unposted(world)

    with pytest.raises(Gone):
        await world.publisher.show_count(unsent, Turnout(1))
    with pytest.raises(Gone):
        await world.publisher.open_discussion(unsent)
    assert await world.publisher.thread_posts(unsent) == []


async def test_a_server_missing_from_the_cache_only_is_not_taken_for_gone(world):
    round_ = round_of(guild_id=12345, channel_id=world.channel.id, message_id=1)
    world.env.inject_error("GET", "/guilds/12345", status=500)

    with pytest.raises(Unreachable):
        await world.publisher.open_thread(round_)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_passes_by_itself_is_unreachable(world, status):
    world.env.inject_error("POST", "*/messages", status=status)

    with pytest.raises(Unreachable):
        await world.post()


# ---------------------------------------------------------------------- servers


async def test_missing_permissions_go_by_the_names_discord_shows(world):
    locked = world.channel_without("create_public_threads", "send_messages_in_threads")
    hidden = world.channel_without("view_channel")
    missing = world.publisher.missing_permissions

    assert await missing(world.guild.id, world.channel.id) == []
    assert await missing(world.guild.id, locked.id) == [
        "Create Public Threads",
        "Send Messages in Threads",
    ]
    assert await missing(world.guild.id, hidden.id) == ["View Channel"]


async def test_recommended_permissions_are_told_apart(world):
    locked = world.channel_without("manage_messages")

    assert await world.publisher.missing_permissions(world.guild.id, locked.id) == []
    assert "Manage Messages" in await world.publisher.missing_recommended(world.guild.id, locked.id)


async def test_permissions_in_what_does_not_exist_cannot_be_told(world):
    with pytest.raises(Gone) as channel:
        await world.publisher.missing_permissions(world.guild.id, 12345)
    with pytest.raises(Gone) as guild:
        await world.publisher.missing_permissions(12345, world.channel.id)

    assert (channel.value.what, guild.value.what) == ("channel", "guild")


async def test_a_test_post_is_removed_again(world):
    await world.publisher.test_post(world.channel.id)

    assert world.channel.history() == []
    assert [r.method for r in world.env.http_requests[-2:]] == ["POST", "DELETE"]


async def test_a_test_post_says_what_is_missing(world):
    locked = world.channel_without("send_messages")

    with pytest.raises(Refused, match="Send Messages"):
        await world.publisher.test_post(locked.id)


async def test_a_channel_missing_from_the_cache_is_looked_up(world):
    hidden, seen = world.guild.create_text_channel("hidden"), world.channel
    guild = world.env.bot.get_guild(world.guild.id)
    for channel in (hidden, seen):
        guild._remove_channel(guild.get_channel(channel.id))
    world.env.inject_error("GET", f"/channels/{hidden.id}", status=403, code=50001)
    missing = world.publisher.missing_permissions

    assert await missing(world.guild.id, hidden.id) == ["View Channel"]
    assert await missing(world.guild.id, seen.id) == []


async def test_another_servers_direct_message_channel_is_no_channel(world):
    channel = world.ann.user.dm_channel

    with pytest.raises(Gone):
        await world.publisher.missing_permissions(world.guild.id, channel.id)


@pytest.mark.parametrize("setting", ["public_updates_channel_id", "system_channel_id"])
async def test_admins_are_told_in_the_channel_meant_for_it(world, setting):
    notices = world.guild.create_text_channel("notices")
    world.env.backend.edit_guild(world.guild.id, {setting: str(notices.id)})
    await world.env.settle()
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)

    await world.publisher.notify_admins(world.guild.id, world.channel.id, world.ann.id, "Paused.")

    assert notices.last_message.content == "Paused."


async def test_admins_are_told_elsewhere_when_a_channel_does_not_take_it(world):
    notices = world.channel_without("send_messages")
    world.env.backend.edit_guild(world.guild.id, {"public_updates_channel_id": str(notices.id)})
    await world.env.settle()

    await world.publisher.notify_admins(world.guild.id, world.channel.id, world.ann.id, "Paused.")

    assert world.ann.user.dm_channel.last_message.content == "Paused."


async def test_a_notice_that_discord_refuses_goes_to_the_next_place(world):
    world.env.inject_error("POST", "*/messages", status=403, code=50007)

    await world.publisher.notify_admins(world.guild.id, world.channel.id, world.ann.id, "Paused.")

    assert world.channel.last_message.content == "Paused."


async def test_admins_are_told_by_direct_message(world):
    await world.publisher.notify_admins(world.guild.id, world.channel.id, world.ann.id, "Paused.")

    (message,) = world.ann.user.dm_channel.history()
    assert message.content == "Paused."


async def test_admins_who_take_no_direct_messages_are_told_in_the_channel(world):
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)

    await world.publisher.notify_admins(world.guild.id, world.channel.id, world.ann.id, "Paused.")

    assert world.channel.last_message.content == "Paused."


async def test_admins_who_cannot_be_told_anywhere_are_given_up(world):
    locked = world.channel_without("send_messages")
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)

    with pytest.raises(Refused):
        await world.publisher.notify_admins(world.guild.id, locked.id, world.ann.id, "Paused.")


async def test_a_notice_that_nobody_set_up_goes_to_the_channel(world):
    await world.publisher.notify_admins(world.guild.id, world.channel.id, 0, "Paused.")

    assert world.channel.last_message.content == "Paused."


async def test_a_member_is_told_directly_which_server_it_is_about(world):
    world.env.backend.edit_guild(world.guild.id, {"name": "ML_Study_Group"})
    await world.env.settle()

    await world.publisher.tell(world.guild.id, world.ann.id, "Thank you.")

    (message,) = world.ann.user.dm_channel.history()
    assert message.content == r"**ML\_Study\_Group**: Thank you."


async def test_a_member_who_takes_no_direct_messages_is_not_told(world):
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)

    with pytest.raises(Refused):
        await world.publisher.tell(world.guild.id, world.ann.id, "Thank you.")


async def test_members_count_as_present_when_discord_does_not_say(world, monkeypatch):
    async def silent(*_args, **_options):
        raise TimeoutError

    monkeypatch.setattr(discord.Guild, "query_members", silent)

    assert await world.publisher.present(world.guild.id, [12345]) == {12345}


async def test_members_who_left_are_told_apart(world):
    asked = [world.ann.id, world.bob.id, 12345]

    assert await world.publisher.present(world.guild.id, asked) == {world.ann.id, world.bob.id}
    assert await world.publisher.present(world.guild.id, []) == frozenset()
    assert await world.publisher.present(12345, asked) == set(asked)


async def test_members_are_called_what_the_server_calls_them(world):
    asked = [world.ann.id, world.bob.id, 12345]
    names = await world.publisher.names(world.guild.id, asked)

    assert names == {world.ann.id: "ann", world.bob.id: "bob"}
    assert await world.publisher.names(12345, asked) == {}


async def test_names_that_discord_does_not_tell_are_left_out(world, monkeypatch):
    async def silent(*_args, **_options):
        raise TimeoutError

    monkeypatch.setattr(discord.Guild, "query_members", silent)

    assert 12345 not in await world.publisher.names(world.guild.id, [world.ann.id, 12345])
