"""Quizzes at a set time on a simulated Discord."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord
import pytest

from bot.adapters.discord import quiz_announcements
from bot.domain.quiz import Mode, Player, Quiz, QuizState
from bot.domain.round import AnswerStyle
from bot.errors import Gone, Refused
from bot.services.announcer import Page

PLAYERS = [Player(1000 + n) for n in range(120)]


def quiz_in(world, **changes: object) -> Quiz:
    given = {
        "id": 12, "guild_id": world.guild.id, "channel_id": world.channel.id, "host_id": 7,
        "mode": Mode.EVERYONE, "style": AnswerStyle.BUTTONS, "state": QuizState.ANNOUNCED,
        "starts_at": world.env.now() + timedelta(hours=3), "count": 20,
    }  # fmt: skip
    return Quiz(**(given | changes))


async def test_a_page_is_found_again_by_what_it_is(world):
    quiz, announcer = quiz_in(world), world.publisher.announcer
    since = world.env.now()
    sent = {page: await announcer.show(quiz, page, PLAYERS[:2]) for page in Page}

    assert {page: await announcer.find(quiz, page, since) for page in Page} == sent
    assert await announcer.find(replace(quiz, id=1), Page.LOBBY, since) is None


async def test_a_lobby_notifies_a_hundred_at_most_and_an_announcement_nobody(world):
    announcer = world.publisher.announcer
    lobby = quiz_in(world, state=QuizState.LOBBY)
    await announcer.show(quiz_in(world), Page.ANNOUNCEMENT, PLAYERS)
    await announcer.show(lobby, Page.LOBBY, PLAYERS)

    first, second = [r.json for r in world.env.http_requests if r.path.endswith("/messages")]
    assert first["allowed_mentions"] == {"parse": []}
    assert second["allowed_mentions"]["users"] == [p.member_id for p in PLAYERS[:100]]
    assert second["allowed_mentions"]["parse"] == []
    assert "<@1099> and 20 more" in str(second["components"])


async def test_an_event_is_found_followed_and_left_alone_when_an_admin_deleted_it(world):
    quiz, announcer = quiz_in(world), world.publisher.announcer
    assert await announcer.may_plan(world.guild.id)
    assert await announcer.find_event(quiz) is None
    event_id = await announcer.create_event(quiz)
    assert await announcer.find_event(quiz) == event_id
    assert await announcer.find_event(replace(quiz, id=2)) is None

    guild = world.guild.me.guild
    event = await guild.fetch_scheduled_event(event_id)
    assert event.end_time - event.start_time == timedelta(minutes=20)
    assert event.description.endswith("Viva, quiz 12")
    await announcer.follow_event(replace(quiz, state=QuizState.LOBBY), event_id)
    await announcer.follow_event(replace(quiz, state=QuizState.ASKING), event_id)
    assert (await guild.fetch_scheduled_event(event_id)).status is discord.EventStatus.active
    await announcer.follow_event(replace(quiz, state=QuizState.ENDED), event_id)
    ended = await guild.fetch_scheduled_event(event_id)
    assert ended.status is discord.EventStatus.completed
    await ended.delete()
    await announcer.follow_event(replace(quiz, state=QuizState.CANCELLED), event_id)
    assert await announcer.find_event(quiz) is None


async def test_a_refused_event_and_a_deleted_page_are_told_as_such(world):
    quiz, announcer = quiz_in(world), world.publisher.announcer
    world.env.inject_error("POST", "*/scheduled-events", status=403, code=50013)
    with pytest.raises(Refused, match="may not create events"):
        await announcer.create_event(quiz)
    with pytest.raises(Gone) as caught:
        await announcer.edit(replace(quiz, message_id=99), Page.LOBBY, [])

    assert caught.value.what == "message"


def test_the_pages_of_what_is_to_come_fit_and_say_when_and_where(world):
    quizzes = [(quiz_in(world, id=n, announcement_id=n, topic="no-such"), n) for n in range(1, 60)]
    view = quiz_announcements.coming(quizzes, {})

    text = "\n".join(item.content for item in view.walk_children() if hasattr(item, "content"))
    at = int(quizzes[0][0].starts_at.timestamp())
    assert f"<t:{at}:F> (<t:{at}:R>) in <#{world.channel.id}>: [no-such, 20 questions](" in text
    assert "more" in text
    assert len(text) < 4000
