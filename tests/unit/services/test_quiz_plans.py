"""Quizzes at a set time: announced, joined ahead, opened, and what may come in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.quiz import Mode, QuizState
from bot.errors import Gone, NotAllowed, NotFound, Refused, Unreachable, Unreadable, UserError
from bot.services.announcer import Page
from tests.unit.services.conftest import ANN, BOB, CHANNEL, CID, GUILD
from tests.unit.services.test_quizzes import HOST, QUESTIONS, draft, in_play


async def announce(world, *members: int, when="in 2h", **changes: object):
    """Announce a quiz, let members in, and let the announcement be posted."""
    plans = world.services.quiz_plans
    quiz = await plans.schedule(draft(**changes), when)
    for member in members:
        assert await plans.toggle(quiz.id, member)
    await world.tick()
    return await plans.get(quiz.id)


async def state(world, quiz) -> QuizState:
    return (await world.services.quizzes.get(quiz.id)).state


def shown(world, page):
    """The one page of that kind."""
    (found,) = world.publisher.announcer.of(page)
    return found


# ------------------------------------------------------------------------------- announcing


async def test_an_announced_quiz_opens_its_lobby_for_those_who_are_in_and_begins(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN, BOB)
        assert shown(world, Page.ANNOUNCEMENT).quiz.starts_at == quiz.starts_at

        await world.tick(hours=2)
        assert shown(world, Page.LOBBY).players == (ANN, BOB)
        assert await state(world, quiz) is QuizState.LOBBY
        await world.services.quizzes.join(quiz.id, CID)
        await world.tick(minutes=1)
        assert shown(world, Page.LOBBY).quiz.state is QuizState.STARTING
        await world.tick(seconds=5)

        assert (await in_play(world, quiz)).position == 1
        assert len(world.publisher.announcer.pages) == 2


async def test_the_host_may_start_it_sooner(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world)
        await world.tick(hours=2)
        begun = await world.services.quizzes.begin(quiz.id, HOST, moderator=False)

        assert begun.state is QuizState.STARTING


async def test_a_second_press_leaves(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN)
        plans = world.services.quiz_plans

        assert not await plans.toggle(quiz.id, ANN)
        assert await plans.players(quiz.id) == []


async def test_a_quiz_nobody_is_in_is_called_off_in_its_lobby(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world)
        await world.tick(hours=2)
        await world.tick(minutes=1)

        assert await state(world, quiz) is QuizState.CANCELLED
        assert shown(world, Page.LOBBY).quiz.reason == "Nobody was in."


async def test_who_chose_no_team_is_put_into_the_smallest(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN, BOB, CID, mode=Mode.TEAMS, teams=2)
        await world.tick(hours=2)
        await world.services.quizzes.join(quiz.id, BOB, 0)
        await world.tick(minutes=1)

        players = await world.services.quizzes.players(quiz.id)
        assert {p.member_id: p.team for p in players} == {ANN: 1, BOB: 0, CID: 0}


async def test_a_team_quiz_with_one_member_is_called_off(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN, mode=Mode.TEAMS, teams=3)
        await world.tick(hours=2)
        with pytest.raises(UserError, match="At least two teams"):
            await world.services.quizzes.begin(quiz.id, HOST, moderator=False)
        await world.tick(minutes=1)

        assert shown(world, Page.LOBBY).quiz.reason == "At least two teams need a member."


async def test_the_time_is_meant_in_the_servers_zone_unless_another_is_named(world_of):
    async with world_of(*QUESTIONS) as world:
        await world.schedule(zone="Europe/Berlin")
        plans = world.services.quiz_plans
        here = await plans.schedule(draft(), "tomorrow 19:00")
        there = await plans.schedule(draft(), "tomorrow 19:00", "Tokyo")

        assert (here.starts_at.hour, there.starts_at.hour) == (17, 10)
        assert [q.id for q, _ in await plans.upcoming(GUILD)] == [there.id, here.id]
        with pytest.raises(Unreadable, match="has passed"):
            await plans.schedule(draft(), "today 9:00")


async def test_a_server_has_ten_at_most_and_all_are_listed_with_who_is_in(world_of):
    async with world_of(*QUESTIONS) as world:
        first = await announce(world, ANN, BOB)
        for _ in range(9):
            await announce(world)
        with pytest.raises(UserError, match="10 quizzes to come already"):
            await world.services.quiz_plans.schedule(draft(), "in 1h")

        listed = await world.services.quiz_plans.upcoming(GUILD)
        assert len(listed) == 10
        assert (listed[0][0].id, listed[0][1]) == (first.id, 2)


# ------------------------------------------------------------------------------- calling off


async def test_the_host_or_a_moderator_calls_it_off(world_of):
    async with world_of(*QUESTIONS) as world:
        plans = world.services.quiz_plans
        quiz = await announce(world, ANN)
        with pytest.raises(NotAllowed, match="Only the host"):
            await plans.cancel(GUILD, quiz.id, ANN, moderator=False)
        with pytest.raises(NotAllowed, match="You have announced no quiz"):
            await plans.cancel(GUILD, None, ANN, moderator=False)
        await plans.cancel(GUILD, None, HOST, moderator=False)
        await world.tick()

        assert shown(world, Page.ANNOUNCEMENT).quiz.state is QuizState.CANCELLED
        assert world.publisher.announcer.events == {quiz.id: "cancelled"}
        with pytest.raises(NotFound, match="not waiting"):
            await plans.cancel(GUILD, quiz.id, HOST, moderator=True)
        with pytest.raises(UserError, match="not waiting"):
            await plans.toggle(quiz.id, ANN)
        await world.tick(hours=3)
        assert not world.publisher.announcer.of(Page.LOBBY)


async def test_one_of_several_has_to_be_named_and_one_elsewhere_is_unknown(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world)
        await announce(world)
        plans = world.services.quiz_plans
        with pytest.raises(UserError, match="Say which one"):
            await plans.cancel(GUILD, None, HOST, moderator=False)
        with pytest.raises(NotFound):
            await plans.cancel(GUILD + 1, quiz.id, HOST, moderator=True)

        assert (await plans.cancel(GUILD, quiz.id, HOST, moderator=False)).state.is_over


async def test_a_busy_channel_is_waited_for(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN)
        playing = await world.services.quizzes.open_lobby(draft())
        world.clock.advance(hours=1, minutes=50)
        await world.services.quizzes.begin(playing.id, HOST, moderator=False)
        await world.tick(minutes=10)
        await world.tick(minutes=5)
        assert await state(world, quiz) is QuizState.ANNOUNCED
        await world.services.quizzes.stop(CHANNEL, HOST, moderator=False)
        await world.tick(seconds=5)

        assert await state(world, quiz) is QuizState.LOBBY


async def test_a_channel_that_stays_busy_has_it_called_off_with_a_notice(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN, when="in 10m")
        await world.services.quizzes.open_lobby(draft())
        world.clock.advance(minutes=9)
        playing = await world.services.quizzes.here(CHANNEL)
        await world.services.quizzes.begin(playing.id, HOST, moderator=False)
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)
        await world.tick(minutes=1)
        await world.tick(minutes=10)

        assert await state(world, quiz) is QuizState.CANCELLED
        regret = shown(world, Page.REGRET)
        assert regret.players == (ANN,)
        assert regret.quiz.reason.startswith("Another quiz")
        assert shown(world, Page.ANNOUNCEMENT).quiz.state is QuizState.CANCELLED


# ------------------------------------------------------------------------------- being away


@pytest.mark.parametrize(("minutes", "then"), [(14, "lobby"), (16, "cancelled")])
async def test_after_an_outage_it_opens_late_or_is_called_off(world_of, minutes, then):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN)
        await world.stop()
        world.clock.advance(hours=2, minutes=minutes)
        await world.start()
        await world.tick()

        assert await state(world, quiz) == then
        assert len(world.publisher.announcer.of(Page.LOBBY)) == (then == "lobby")
        assert len(world.publisher.announcer.of(Page.REGRET)) == (then == "cancelled")


async def test_a_lobby_left_alone_for_long_does_not_begin_any_more(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN)
        await world.tick(hours=2)
        await world.stop()
        world.clock.advance(hours=1)
        await world.start()
        await world.tick()

        assert await state(world, quiz) is QuizState.CANCELLED
        assert shown(world, Page.LOBBY).quiz.reason.startswith("I was away")


async def test_nothing_is_lost_or_doubled_when_responses_are_lost_and_the_process_dies(world_of):
    async with world_of(*QUESTIONS) as world:
        for method in ("show_page", "create_event"):
            world.publisher.fail(method, Unreachable("no answer"), after=True)
        quiz = await announce(world, ANN)
        await world.restart()
        for _ in range(4):
            await world.tick(seconds=10)
        world.publisher.fail("show_page", Unreachable("no answer"), after=True)
        await world.tick(hours=2)
        await world.restart()
        for _ in range(4):
            await world.tick(seconds=10)

        assert [p.page for p in world.publisher.announcer.pages] == [Page.ANNOUNCEMENT, Page.LOBBY]
        assert world.publisher.announcer.events == {quiz.id: "lobby"}
        found = await world.services.quizzes.get(quiz.id)
        assert {found.announcement_id, found.message_id} == {
            p.id for p in world.publisher.announcer.pages
        }


async def test_what_was_called_off_before_it_was_shown_is_never_shown(world_of):
    async with world_of(*QUESTIONS) as world:
        plans = world.services.quiz_plans
        quiz = await plans.schedule(draft(), "in 2h")
        await plans.cancel(GUILD, quiz.id, HOST, moderator=False)
        await world.tick()

        assert world.publisher.announcer.pages == []
        assert world.publisher.announcer.events == {}


async def test_what_was_called_off_while_its_announcement_was_under_way_is_edited(world_of):
    async with world_of(*QUESTIONS) as world:
        world.publisher.fail("show_page", Unreachable("no answer"), after=True)
        world.publisher.fail("create_event", Unreachable("no answer"), after=True)
        quiz = await announce(world)
        await world.services.quiz_plans.cancel(GUILD, quiz.id, HOST, moderator=False)
        for _ in range(3):
            await world.tick(seconds=10)

        assert shown(world, Page.ANNOUNCEMENT).quiz.state is QuizState.CANCELLED
        assert world.publisher.announcer.events == {quiz.id: "cancelled"}


# ------------------------------------------------------------------------------- trouble


async def test_without_the_permission_there_is_no_event(world_of):
    async with world_of(*QUESTIONS) as world:
        world.publisher.announcer.may = False
        quiz = await announce(world)

        assert not quiz.with_event
        assert world.publisher.announcer.events == {}


async def test_a_refused_event_is_told_to_the_host_once_and_the_quiz_is_held(world_of):
    async with world_of(*QUESTIONS) as world:
        world.publisher.fail("create_event", Refused("no Create Events"))
        quiz = await announce(world, ANN)
        await world.tick(hours=2)

        ((told, text),) = world.publisher.told
        assert told == HOST
        assert "Create Events" in text
        assert await state(world, quiz) is QuizState.LOBBY


@pytest.mark.parametrize("error", [Refused("no Send Messages"), Gone("channel")])
async def test_a_lobby_that_cannot_be_shown_stops_the_quiz_and_tells_the_host(world_of, error):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN)
        world.publisher.fail("show_page", error)
        await world.tick(hours=2)

        assert await state(world, quiz) is QuizState.CANCELLED
        assert any("stopped the quiz" in text for _, text in world.publisher.notices)


async def test_a_lobby_that_could_not_be_opened_in_time_is_called_off(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN)
        world.publisher.fail("show_page", Unreachable("down"), times=7)
        for _ in range(40):
            await world.tick(minutes=4)

        assert await state(world, quiz) is QuizState.CANCELLED
        assert not world.publisher.announcer.of(Page.LOBBY)
        assert shown(world, Page.REGRET).quiz.reason == "I could not open its lobby in time."


async def test_a_lobby_that_was_opened_late_is_open_for_a_minute_all_the_same(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await announce(world, ANN)
        world.publisher.fail("show_page", Unreachable("down"), times=5)
        await world.tick(hours=2)
        for _ in range(20):
            await world.tick(seconds=10)
        found = await world.services.quizzes.get(quiz.id)

        assert found.state is QuizState.LOBBY
        assert found.next_at - world.clock.now() <= timedelta(minutes=1)
        assert len(world.publisher.announcer.of(Page.LOBBY)) == 1
