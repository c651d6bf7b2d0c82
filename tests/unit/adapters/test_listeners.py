"""Gateway events on a simulated Discord, and what the services hear of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import discord
import pytest

from bot.adapters.discord.listeners import AT_ONCE, Listeners
from bot.domain.round import AnswerStyle
from bot.services.publisher import Vote
from bot.store.answers import Source
from tests.questions import MULTIPLE, OPEN
from tests.unit.adapters.fakes import FakeAnswers, FakeRounds
from tests.unit.adapters.rounds import round_of

# ---------------------------------------------------------------------- reactions


async def test_a_reaction_is_an_answer_and_taking_it_away_withdraws_it(world):
    round_ = await world.post()
    message = world.message(round_)

    await world.ann.react(message, "🇧")
    held = set(world.answers.choices[world.ann.id])
    await world.ann.unreact(message, "🇧")

    assert held == {1}
    assert world.answers.choices == {world.ann.id: set()}
    assert world.answers.sources == [Source.REACTION]


async def test_the_latest_reaction_counts_and_the_older_one_is_taken_back(world):
    round_ = await world.post()
    message = world.message(round_)

    await world.ann.react(message, "🇦")
    await world.ann.react(message, "🇨")

    assert world.answers.choices == {world.ann.id: {2}}
    assert world.reactions(round_) == {"🇦": 1, "🇧": 1, "🇨": 2, "🇩": 1}


async def test_where_reactions_cannot_be_taken_back_the_latest_counts_all_the_same(world):
    locked = world.channel_without("manage_messages")
    world.channel = locked
    round_ = await world.post()
    message = world.message(round_)

    await world.ann.react(message, "🇦")
    await world.ann.react(message, "🇨")

    assert world.answers.choices == {world.ann.id: {2}}
    assert world.reactions(round_) == {"🇦": 2, "🇧": 1, "🇨": 2, "🇩": 1}


async def test_several_reactions_stand_side_by_side_where_several_are_right(world):
    round_ = await world.post(MULTIPLE)
    message = world.message(round_)

    for emoji in ("🇦", "🇨"):
        await world.ann.react(message, emoji)

    assert world.answers.choices == {world.ann.id: {0, 2}}
    assert world.reactions(round_)["🇦"] == 2


async def test_bots_and_foreign_emoji_are_ignored(world):
    round_ = await world.post()
    message = world.message(round_)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))

    await robot.react(message, "🇦")
    for emoji in ("👍", "🇪", "A"):
        await world.ann.react(message, emoji)

    assert world.answers.choices == {}


async def test_reactions_to_other_messages_and_to_cards_with_buttons_are_ignored(world):
    buttons = await world.post(style=AnswerStyle.BUTTONS)
    chatter = await world.ann.send(world.channel, "hello")

    for message in (world.message(buttons), chatter):
        await world.bob.react(message, "🇦")

    assert world.answers.choices == {}


async def test_a_reaction_after_the_close_changes_nothing(world):
    round_ = await world.post()
    world.answers.close(round_)

    await world.ann.react(world.message(round_), "🇦")

    assert world.answers.choices == {}


async def test_reactions_that_a_moderator_clears_are_withdrawn_and_seeded_anew(world):
    round_ = await world.post()

    world.env.backend.clear_reactions(world.channel.id, round_.message_id)
    await world.env.settle()
    world.env.backend.add_reaction(world.channel.id, round_.message_id, "🇧", world.ann.id)
    world.env.backend.clear_reaction(world.channel.id, round_.message_id, "🇧")
    await world.env.settle()

    assert world.answers.cleared == [None, 1]
    assert world.rounds.told == [("cleared", round_.message_id)] * 2


async def test_vivas_own_reactions_are_known_while_the_server_is_not_loaded():
    answers = FakeAnswers()
    answers.rounds[42] = round_of(message_id=98)
    listeners = Listeners(answers, FakeRounds(), None, None)
    payload = SimpleNamespace(
        message_id=98, user_id=7, message_author_id=7, member=None,
        emoji=discord.PartialEmoji(name="🇦"),
    )  # fmt: skip

    await listeners.on_raw_reaction_add(payload)

    assert answers.choices == {}


async def test_a_reaction_made_anew_is_not_taken_back_by_an_older_errand():
    """When requests wait for their turn, taking back comes late."""

    class Waiting:
        def __init__(self) -> None:
            self.turn = asyncio.Event()
            self.news = asyncio.Condition()
            self.asked: list[Vote] = []
            self.taken: list[Vote] = []

        async def take_back(self, _round, vote):
            self.asked.append(vote)
            async with self.news:
                self.news.notify_all()
            await self.turn.wait()
            self.taken.append(vote)

        async def was_asked(self, times: int) -> None:
            async with self.news:
                await self.news.wait_for(lambda: len(self.asked) >= times)

    def react(emoji: str) -> asyncio.Task[None]:
        payload = SimpleNamespace(
            message_id=98, user_id=101, message_author_id=7,
            member=SimpleNamespace(bot=False), emoji=discord.PartialEmoji(name=emoji),
        )  # fmt: skip
        return asyncio.create_task(listeners.on_raw_reaction_add(payload))

    answers, publisher = FakeAnswers(), Waiting()
    answers.rounds[42] = round_of(message_id=98)
    listeners = Listeners(answers, FakeRounds(), publisher, None)

    events = []
    for count, emoji in enumerate("🇦🇧🇦"):
        events.append(react(emoji))
        await publisher.was_asked(count)
    publisher.turn.set()
    await asyncio.gather(*events, return_exceptions=True)

    assert publisher.asked == [Vote(101, 0), Vote(101, 1)]
    assert publisher.taken == [Vote(101, 1)]
    assert answers.choices == {101: {0}}


async def test_reactions_to_be_taken_back_queue_up_behind_each_other_and_not_before_others():
    class Stuck:
        def __init__(self) -> None:
            self.turn = asyncio.Event()
            self.asked = 0

        async def take_back(self, _round, _vote):
            self.asked += 1
            await self.turn.wait()

    async def react(member_id: int, emoji: str) -> None:
        payload = SimpleNamespace(
            message_id=98, user_id=member_id, message_author_id=7,
            member=SimpleNamespace(bot=False), emoji=discord.PartialEmoji(name=emoji),
        )  # fmt: skip
        await listeners.on_raw_reaction_add(payload)

    answers, publisher = FakeAnswers(), Stuck()
    answers.rounds[42] = round_of(message_id=98)
    listeners = Listeners(answers, FakeRounds(), publisher, None)
    events = [asyncio.create_task(react(n, e)) for n in range(100) for e in "🇦🇧"]
    for _ in range(10):  # everything that can go on goes on
        await asyncio.sleep(0)

    asked = publisher.asked
    publisher.turn.set()
    await asyncio.gather(*events)

    assert asked <= AT_ONCE
    assert publisher.asked == 100


# ---------------------------------------------------------------------- threads


@pytest.fixture
async def thread(world):
    round_ = await world.post(OPEN)
    round_ = replace(round_, thread_id=await world.publisher.open_thread(round_))
    world.answers.rounds[round_.id] = round_
    (thread,) = world.channel.threads
    return thread


async def test_messages_in_the_thread_are_answers_and_edits_and_deletions_are_followed(
    world, thread
):
    first = await world.ann.send(thread, "first")
    second = await world.ann.send(thread, "second")
    await world.ann.edit(first, "first, corrected")
    await world.ann.delete(second)

    assert world.answers.posts == {first.id: (world.ann.id, "first, corrected")}


async def test_edits_of_messages_from_before_a_restart_are_followed(world, thread):
    message = await world.ann.send(thread, "first")

    await world.restart()
    await world.ann.edit(message, "corrected")

    assert world.answers.posts == {message.id: (world.ann.id, "corrected")}


async def test_several_messages_deleted_at_once_are_followed(world, thread):
    messages = [await world.ann.send(thread, text) for text in ("one", "two", "three")]

    world.env.backend.bulk_delete_messages(thread.id, [m.id for m in messages[:2]])
    await world.env.settle()

    assert list(world.answers.posts) == [messages[2].id]


async def test_bots_webhooks_and_messages_elsewhere_are_no_answers(world, thread):
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.send(thread, "beep")
    hook = world.guild.create_webhook(world.channel)
    await world.ann.send(world.channel, "not in the thread")
    world.env.backend.create_message(thread.id, world.env.bot.user.id, "from Viva")
    world.env.backend.create_message(thread.id, hook.id, "hooked", webhook_id=hook.id)
    await world.env.settle()

    assert world.answers.posts == {}


async def test_a_picture_without_words_counts_as_an_answer(world, thread):
    message = await world.ann.send(thread, "", attachments=[("plot.png", b"x")])

    assert world.answers.posts == {message.id: (world.ann.id, "[attachment]")}


async def test_a_message_without_words_leaves_the_answer_as_it_was():
    """Without the message-content intent an edit comes with no text."""
    answers = FakeAnswers()
    answers.rounds[42] = round_of(OPEN, thread_id=98)
    message = SimpleNamespace(
        id=1, channel=SimpleNamespace(id=98), author=SimpleNamespace(id=101, bot=False),
        webhook_id=None, type=discord.MessageType.default, content="", attachments=[],
        edited_at=None,
    )  # fmt: skip

    await Listeners(answers, FakeRounds(), None, None).on_message(message)

    assert answers.posts == {}


# ---------------------------------------------------------------------- surroundings


async def test_a_deleted_card_is_told_and_other_messages_are_not(world):
    round_ = await world.post()
    chatter = await world.ann.send(world.channel, "hello")

    await world.ann.delete(chatter)
    world.env.backend.delete_message(world.channel.id, round_.message_id)
    await world.env.settle()

    assert world.rounds.told == [("messages", [round_.message_id])]


async def test_a_deleted_thread_and_a_deleted_channel_are_told(world, thread):
    world.env.backend.delete_channel(thread.id)
    world.env.backend.delete_channel(world.channel.id)
    await world.env.settle()

    assert world.rounds.told == [("thread", thread.id), ("channel", world.channel.id)]


async def test_a_server_that_adds_or_removes_viva_is_told(world):
    world.env.bot.dispatch("guild_join", world.env.bot.get_guild(world.guild.id))
    world.env.backend.remove_guild(world.guild.id)
    await world.env.settle()

    assert world.rounds.told == [
        ("guild joined", world.guild.id),
        ("guild removed", world.guild.id),
    ]


async def test_members_coming_and_going_are_told_if_discord_says_so(world):
    listeners = world.env.bot.get_cog("Listeners")
    await listeners.on_raw_member_remove(SimpleNamespace(guild_id=1, user=SimpleNamespace(id=101)))
    await listeners.on_member_join(SimpleNamespace(guild=SimpleNamespace(id=1), id=101))

    assert world.rounds.told == [("left", 101), ("joined", 101)]


async def test_what_was_missed_is_caught_up_with_after_a_new_connection_not_a_resumed_one(world):
    await world.restart()
    world.env.bot.dispatch("resumed")
    await world.env.settle()

    assert world.rounds.told == [("recover", None)]
