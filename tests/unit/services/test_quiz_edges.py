"""What happens at the edges of a live quiz: who comes late or leaves, and what is taken away."""

from __future__ import annotations

import pytest

from bot.domain.quiz import Mode, QuizState
from bot.domain.round import RoundState
from bot.errors import Gone, NotAllowed, NotFound, Refused
from bot.services.announcer import Page
from bot.services.quiz_running import BREAK
from tests.unit.services.conftest import ANN, BOB, CHANNEL, CID, GUILD
from tests.unit.services.test_quiz_plans import announce
from tests.unit.services.test_quizzes import (
    HOST,
    QUESTIONS,
    answer,
    begin,
    draft,
    finish,
    in_play,
)


async def state(world, quiz) -> QuizState:
    return (await world.services.quizzes.get(quiz.id)).state


async def results(world, quiz):
    return await world.services.quizzes.results(quiz.id)


def notices(world) -> list[str]:
    return [text for _, text in world.publisher.notices]


# ------------------------------------------------------------------------------- the lobby


async def lobby_of(world):
    """Open a lobby whose message is known, as the command does."""
    quiz = await world.services.quizzes.open_lobby(draft())
    await world.services.quizzes.posted(quiz.id, 4321)
    return quiz


async def test_a_lobby_that_nobody_started_is_edited(world_of):
    async with world_of(*QUESTIONS) as world:
        await lobby_of(world)
        await world.tick(minutes=16)

        (page,) = world.publisher.announcer.of(Page.LOBBY)
        assert (page.id, page.quiz.state) == (4321, QuizState.CANCELLED)
        assert page.quiz.reason == "Nobody started it in time."


async def test_a_lobby_that_was_stopped_is_edited_even_after_a_crash(world_of):
    async with world_of(*QUESTIONS) as world:
        await lobby_of(world)
        await world.services.quizzes.stop(CHANNEL, HOST, moderator=False)
        await world.restart()
        await world.tick()

        (page,) = world.publisher.announcer.of(Page.LOBBY)
        assert page.quiz.state is QuizState.CANCELLED


async def test_a_lobby_whose_message_was_deleted_is_left(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await lobby_of(world)
        world.publisher.fail("edit_page", Gone("message"), times=9)
        await world.services.quizzes.stop(CHANNEL, HOST, moderator=False)
        for _ in range(3):
            await world.tick(minutes=1)

        assert await state(world, quiz) is QuizState.CANCELLED
        assert world.publisher.calls["edit_page"] == 1


# ------------------------------------------------------------------------------- members


async def test_who_joins_late_scores_from_then_on_and_is_waited_for(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=2)
        await answer(world, await in_play(world, quiz), ANN)
        await finish(world, quiz)
        await world.services.quizzes.join(quiz.id, CID)
        round_ = await in_play(world, quiz)
        for member in (ANN, HOST):
            await answer(world, round_, member)
        await world.tick(seconds=6)
        assert (await in_play(world, quiz)).state is RoundState.OPEN
        await answer(world, round_, CID, after=7)
        await finish(world, quiz)

        late = [r for r in await results(world, quiz) if r.member_id == CID]
        assert [r.position for r in late] == [2]


async def test_who_answers_without_joining_takes_part(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        await answer(world, await in_play(world, quiz), BOB)
        await finish(world, quiz)

        players = {p.member_id: p.joined for p in await world.services.quizzes.players(quiz.id)}
        assert players[BOB] == 1


async def test_who_joins_a_survival_quiz_late_watches(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, mode=Mode.SURVIVAL)
        await world.services.quizzes.join(quiz.id, CID)  # in time for the first question
        for member in (ANN, CID):
            await answer(world, await in_play(world, quiz), member)
        await finish(world, quiz, until_break=True)
        await world.services.quizzes.join(quiz.id, 999)

        players = {p.member_id: p.out for p in await world.services.quizzes.players(quiz.id)}
        assert players == {HOST: 1, ANN: None, BOB: 1, CID: None, 999: 1}


async def test_who_left_the_server_keeps_their_place_and_holds_nobody_up_beyond_the_window(
    world_of,
):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, count=2)
        for member in (ANN, BOB, HOST):
            await answer(world, await in_play(world, quiz), member)
        await finish(world, quiz)
        await world.services.rounds.member_left(GUILD, BOB)
        for member in (ANN, HOST):
            await answer(world, await in_play(world, quiz), member)
        await finish(world, quiz)
        await world.tick(seconds=60)

        (finale,) = world.publisher.finales
        assert {p.member_id: p.answered for p in finale.places} == {ANN: 2, HOST: 2, BOB: 1}


async def test_when_the_host_has_left_any_player_may_go_on_after_two_minutes(world_of):
    async with world_of(*QUESTIONS) as world:
        quizzes = world.services.quizzes
        quiz = await begin(world, ANN, mode=Mode.UNTIMED)
        with pytest.raises(NotAllowed, match="Only the host"):
            await quizzes.go_on(quiz.id, ANN, moderator=False)
        world.publisher.away.add(HOST)
        with pytest.raises(NotAllowed, match="has left this server"):
            await quizzes.go_on(quiz.id, ANN, moderator=False)
        await world.tick(minutes=2)
        with pytest.raises(NotAllowed, match="Only the host"):
            await quizzes.go_on(quiz.id, CID, moderator=False)
        await quizzes.go_on(quiz.id, ANN, moderator=False)
        for _ in range(3):
            await world.tick(seconds=1)

        assert len(world.publisher.posted("reveal")) == 1
        assert (await quizzes.stop(CHANNEL, ANN, moderator=False)).state is QuizState.ENDED


async def test_a_host_who_came_back_is_the_host_again(world_of):
    async with world_of(*QUESTIONS) as world:
        quizzes = world.services.quizzes
        quiz = await begin(world, ANN, mode=Mode.UNTIMED)
        world.publisher.away.add(HOST)
        with pytest.raises(NotAllowed, match="has left this server"):
            await quizzes.go_on(quiz.id, ANN, moderator=False)
        world.publisher.away.discard(HOST)
        await world.tick(minutes=3)
        with pytest.raises(NotAllowed, match="Only the host"):
            await quizzes.stop(CHANNEL, ANN, moderator=False)

        assert (await quizzes.get(quiz.id)).host_gone_at is None


async def test_a_moderator_goes_on_without_the_host_at_once(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        world.publisher.away.add(HOST)
        await world.services.quizzes.pause(CHANNEL, BOB, moderator=True)
        await world.services.quizzes.resume(CHANNEL, BOB, moderator=True)
        stopped = await world.services.quizzes.stop(CHANNEL, BOB, moderator=True)

        assert stopped.id == quiz.id
        assert stopped.state.is_over


# ------------------------------------------------------------------------------- taken away


async def test_a_deleted_card_voids_the_question_and_the_next_one_follows(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=2)
        first = await in_play(world, quiz)
        await answer(world, first, ANN)
        await world.services.rounds.messages_deleted([first.message_id])
        await world.tick(seconds=1)
        await world.tick(seconds=5)
        second = await in_play(world, quiz)

        assert second.position == 2
        assert second.question.id != first.question.id
        assert await results(world, quiz) == []


async def test_a_card_deleted_between_close_and_scoring_costs_that_question_alone(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=2)
        first = await in_play(world, quiz)
        await answer(world, first, ANN)
        world.clock.set(first.closes_at)
        await world.services.quiz_runner.run_due(world.clock.now())
        del world.publisher.messages[first.message_id]
        await world.services.rounds.messages_deleted([first.message_id])
        for _ in range(5):
            await world.tick(seconds=5)

        assert (await in_play(world, quiz)).position == 2


async def test_a_deleted_channel_stops_its_quizzes_and_tells_the_hosts(world_of):
    async with world_of(*QUESTIONS) as world:
        planned = await announce(world, ANN)
        quiz = await begin(world, ANN)
        elsewhere = await world.services.quizzes.open_lobby(draft(channel_id=CHANNEL + 1))
        await world.services.rounds.channel_deleted(CHANNEL)
        await world.tick()

        assert await state(world, planned) is QuizState.CANCELLED
        assert await state(world, quiz) is QuizState.CANCELLED
        assert await state(world, elsewhere) is QuizState.LOBBY
        assert len([text for text in notices(world) if "the channel is gone" in text]) == 2
        assert world.publisher.announcer.events == {planned.id: "cancelled"}


async def test_a_channel_whose_deletion_was_missed_stops_the_quiz_at_the_next_question(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=2)
        await finish(world, quiz, until_break=True)
        world.publisher.fail("post", Gone("channel"), times=9)
        await world.tick(seconds=BREAK.total_seconds())
        await world.tick()

        assert await state(world, quiz) is QuizState.CANCELLED
        assert any("the channel is gone" in text for text in notices(world))


async def test_a_deleted_thread_takes_the_quiz_in_it_with_its_open_question(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        round_ = await in_play(world, quiz)
        await world.services.rounds.thread_deleted(CHANNEL)

        assert await state(world, quiz) is QuizState.CANCELLED
        assert (await world.rounds.get(round_.id)).state is RoundState.VOID
        with pytest.raises(NotFound, match="withdrawn"):
            await answer(world, round_, ANN)


async def test_the_removal_of_viva_stops_all_quizzes_of_the_server(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        await world.services.rounds.guild_removed(GUILD)

        assert await state(world, quiz) is QuizState.CANCELLED
        assert await world.services.quiz_plans.upcoming(GUILD) == []


@pytest.mark.parametrize("method", ["post", "reveal"])
async def test_a_permission_taken_in_the_middle_stops_the_quiz_and_says_which(world_of, method):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=3)
        await finish(world, quiz)
        world.publisher.fail(method, Refused("Viva lacks Send Messages in <#11>"), times=9)
        for _ in range(8):
            await world.tick(seconds=10)

        assert await state(world, quiz) is QuizState.CANCELLED
        told = [text for text in notices(world) if "Viva lacks Send Messages" in text]
        assert len(told) == 1
        again = await world.services.quizzes.open_lobby(draft())
        assert again.state is QuizState.LOBBY


async def test_a_permission_for_mere_looks_stops_nothing(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=2)
        world.publisher.fail("retire_card", Refused("no access"), times=9)
        await finish(world, quiz)

        assert (await in_play(world, quiz)).position == 2
        assert notices(world) == []


async def test_a_podium_that_is_refused_costs_nobody_points_and_its_host_is_told(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, count=1)
        for member in (ANN, BOB, HOST):
            await answer(world, await in_play(world, quiz), member)
        world.publisher.fail("show_finale", Refused("no Send Messages"), times=9)
        await finish(world, quiz)
        await world.tick(seconds=60)

        assert await state(world, quiz) is QuizState.ENDED
        assert any("could not post the results" in text for text in notices(world))
        assert (await world.services.profiles.profile(GUILD, ANN)).sums.correct == 1
