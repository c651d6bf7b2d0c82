"""Things in a live quiz that come in another order than one would think."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.quiz import Mode, QuizState
from bot.domain.round import AnswerStyle, RoundState
from bot.errors import RoundClosed, Unreachable, UserError
from bot.store.answers import Source
from tests.questions import bank_of
from tests.unit.services.conftest import ANN, BOB, CHANNEL, CID, GUILD
from tests.unit.services.test_quizzes import (
    HOST,
    QUESTIONS,
    answer,
    begin,
    draft,
    finish,
    in_play,
    standing,
)


async def seconds_pass(world, *each: float) -> None:
    for seconds in each:
        await world.tick(seconds=seconds)


async def played(world, quiz):
    """Return the rounds of a quiz."""
    rounds = [await world.rounds.get(round_id) for round_id in range(1, 9)]
    return [round_ for round_ in rounds if round_ is not None and round_.quiz_id == quiz.id]


async def points(world, quiz) -> dict[int, int]:
    return {r.member_id: r.points for r in await world.services.quizzes.results(quiz.id)}


async def about_to_ask(world, **changes):
    """Open a lobby with Ann in it, and start: the question comes with the next tick."""
    quizzes = world.services.quizzes
    quiz = await quizzes.open_lobby(draft(**changes))
    await quizzes.join(quiz.id, ANN)
    await quizzes.begin(quiz.id, HOST, moderator=False)
    world.clock.advance(seconds=5)
    return quiz


# ------------------------------------------------------------------------------- stopping


@pytest.mark.parametrize("scored", [False, True])
async def test_a_quiz_stopped_while_an_answer_is_on_its_way_ends_after_it(world_of, scored):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID)
        round_ = await in_play(world, quiz)
        for member in (ANN, BOB, CID):
            await answer(world, round_, member)
        world.clock.set(round_.closes_at)
        await world.tick()
        if scored:
            world.publisher.fail("reveal", Unreachable("500"))
            await world.tick(seconds=1)
        await world.services.quizzes.stop(CHANNEL, HOST, moderator=False)
        await seconds_pass(world, 1, 5, 5, 5, 5)

        (finale,) = world.publisher.finales
        assert {p.member_id: p.points for p in finale.places}[ANN] == (await standing(world, ANN))[
            0
        ]
        assert len(world.publisher.posted()) == len(world.publisher.posted("reveal")) == 1


async def test_a_quiz_that_moves_on_meanwhile_is_stopped_all_the_same(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        await finish(world, quiz, until_break=True)
        quizzes, seen = world.services.quizzes, await world.services.quizzes.here(CHANNEL)
        await world.tick(seconds=12)
        assert not await world.services.quiz_runner.stop(seen)

        stopped = await quizzes.stop(CHANNEL, HOST, moderator=False)
        assert stopped.state is QuizState.ENDED


# ------------------------------------------------------------------------------- while it is sent


async def test_a_question_that_is_sent_during_a_pause_waits_with_its_whole_window(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await about_to_ask(world)
        world.publisher.fail("post", Unreachable("500"))
        await world.tick()
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)
        await seconds_pass(world, 10, 60, 60)
        assert (await in_play(world, quiz)).state is RoundState.PAUSED

        await world.services.quizzes.resume(CHANNEL, HOST, moderator=False)
        round_ = await in_play(world, quiz)
        assert round_.state is RoundState.OPEN
        assert round_.closes_at - world.clock.now() == timedelta(seconds=30)


async def test_a_question_that_is_skipped_while_it_is_sent_is_void_on_its_card(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz, send = await about_to_ask(world), world.publisher.post

        async def post(round_):
            world.publisher.post = send
            await world.services.quizzes.skip(CHANNEL, HOST, moderator=False)
            return await send(round_)

        world.publisher.post = post
        await seconds_pass(world, 0, 1, 5)

        assert [card.retired for card in world.publisher.posted()] == [True, False]
        assert (await in_play(world, quiz)).position == 2


async def test_a_reveal_that_cannot_be_sent_holds_a_quiz_up_for_two_minutes_only(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=2)
        world.publisher.fail("reveal", Unreachable("500"), times=99)
        await finish(world, quiz)
        await seconds_pass(world, 120, 5)
        assert (await in_play(world, quiz)).position == 2

        await world.services.quizzes.stop(CHANNEL, HOST, moderator=False)
        assert (await world.services.quizzes.get(quiz.id)).state.is_over


async def test_who_answers_in_a_team_quiz_without_a_team_gets_into_the_smaller_one(world_of):
    async with world_of(*QUESTIONS) as world:
        quizzes = world.services.quizzes
        quiz = await quizzes.open_lobby(draft(mode=Mode.TEAMS, teams=2))
        for member, team in ((ANN, 0), (HOST, 0), (BOB, 1)):
            await quizzes.join(quiz.id, member, team)
        await quizzes.begin(quiz.id, HOST, moderator=False)
        await world.tick(seconds=5)
        await answer(world, await in_play(world, quiz), CID)
        await finish(world, quiz)

        assert {p.member_id: p.team for p in await quizzes.players(quiz.id)}[CID] == 1
        assert next((p.team, p.points > 0) for p in await quizzes.board(quiz.id)) == (1, True)


async def test_who_is_wrong_in_survival_without_having_joined_is_out(
    world_of,
):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, mode=Mode.SURVIVAL)
        for member in (ANN, BOB, CID):
            await answer(world, await in_play(world, quiz), member, right=member != CID)
        await finish(world, quiz, until_break=True)

        players = {p.member_id: p.out for p in await world.services.quizzes.players(quiz.id)}
        assert players == {ANN: None, BOB: None, CID: 1, HOST: 1}


async def test_the_next_question_can_be_asked_for_as_soon_as_the_reveal_is_seen(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, mode=Mode.UNTIMED)
        await world.services.quizzes.go_on(quiz.id, HOST, moderator=False)
        await seconds_pass(world, 1)
        assert len(world.publisher.posted("reveal")) == 1
        await world.services.quizzes.go_on(quiz.id, HOST, moderator=False)
        await seconds_pass(world, 1)

        assert (await in_play(world, quiz)).position == 2


async def test_nobody_goes_on_with_a_paused_quiz(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, mode=Mode.UNTIMED)
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)

        with pytest.raises(UserError, match="is paused"):
            await world.services.quizzes.go_on(quiz.id, HOST, moderator=False)


async def test_what_is_scored_and_not_revealed_is_in_no_scores_and_no_file(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=1)
        await answer(world, await in_play(world, quiz), ANN)
        world.publisher.fail("reveal", Unreachable("500"))
        await finish(world, quiz, until_break=True)

        assert await points(world, quiz) == {ANN: 15}
        assert {p.points for p in await world.services.quizzes.board(quiz.id)} == {0}
        with pytest.raises(UserError, match="once the quiz is over"):
            await world.services.quiz_results.lines(quiz.id)


async def test_who_reacts_during_a_pause_answers_when_it_goes_on(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, style=AnswerStyle.REACTIONS)
        round_ = await in_play(world, quiz)
        (place,) = round_.key_positions
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)
        world.publisher.vote(round_, ANN, place)
        with pytest.raises(RoundClosed, match="paused"):
            await world.services.answers.choose(round_.id, ANN, place, source=Source.REACTION)
        await seconds_pass(world, 60)
        await world.services.quizzes.resume(CHANNEL, HOST, moderator=False)
        await seconds_pass(world, 1)
        await finish(world, quiz)

        assert (await points(world, quiz))[ANN] > 0


async def test_the_letters_are_put_under_a_question_that_is_paused_at_once(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await about_to_ask(world, style=AnswerStyle.REACTIONS)
        world.publisher.fail("seed", Unreachable("500"))
        await world.tick()
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)
        await seconds_pass(world, 10)

        assert world.publisher.messages[(await in_play(world, quiz)).message_id].seeded


async def test_no_key_is_known_of_what_is_paused(world_of):
    async with world_of(*QUESTIONS[:1]) as world:
        await world.services.closing.close_now((await world.open_round()).id)
        await world.tick()
        quiz = await begin(world, ANN)
        asked = (await in_play(world, quiz)).question.id
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)

        assert not (await world.services.catalogue.show(GUILD, asked)).key_known


# ------------------------------------------------------------------------------- races


async def test_a_slow_line_costs_nobody_a_race(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, mode=Mode.RACE)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN, after=5)
        await world.tick(seconds=5.2)
        await answer(world, round_, BOB, after=4.9)
        await seconds_pass(world, 1, 1)

        assert await points(world, quiz) == {ANN: 0, BOB: 15}


async def test_an_answer_of_the_very_instant_that_decides_a_race_counts_and_none_after(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, mode=Mode.RACE)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN, after=5)
        await world.tick(seconds=5.2)
        await answer(world, round_, BOB, after=5, right=False)
        with pytest.raises(RoundClosed):
            await answer(world, round_, CID, after=5.001)
        await seconds_pass(world, 1, 1)

        assert await points(world, quiz) == {ANN: 15, BOB: 0}


async def test_a_race_in_which_all_are_wrong_is_over(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, mode=Mode.RACE)
        round_ = await in_play(world, quiz)
        await answer(world, round_, HOST, right=False)
        await seconds_pass(world, 6, 1)

        assert (await world.rounds.get(round_.id)).state is RoundState.REVEALED


async def test_who_knew_the_key_takes_a_race_from_nobody(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, mode=Mode.RACE)
        round_ = await in_play(world, quiz)
        world.services.library.adopt(GUILD, {round_.question: frozenset({ANN})})
        await answer(world, round_, ANN, after=3)
        await world.tick(seconds=3.5)
        await answer(world, round_, BOB, after=4)
        await seconds_pass(world, 1, 1)

        assert await points(world, quiz) == {ANN: 0, BOB: 15}


async def test_who_knew_the_key_earns_nothing_when_all_play(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB)
        round_ = await in_play(world, quiz)
        world.services.library.adopt(GUILD, {round_.question: frozenset({ANN})})
        await answer(world, round_, ANN)
        await answer(world, round_, BOB)
        await finish(world, quiz, until_break=True)

        earned = await points(world, quiz)
        assert earned[ANN] == 0
        assert earned[BOB] > 0


async def test_nobody_waits_for_who_is_knocked_out(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, HOST, mode=Mode.SURVIVAL)
        for member in (ANN, BOB, HOST):
            await answer(world, await in_play(world, quiz), member, right=member != HOST)
        await finish(world, quiz, until_break=True)
        for _ in range(30):
            if len(await played(world, quiz)) > 1:
                break
            await seconds_pass(world, 1)
        second = await in_play(world, quiz)
        assert second.position == 2
        for member in (ANN, BOB):
            await answer(world, second, member)
        await seconds_pass(world, 1)

        found = await world.rounds.get(second.id)
        assert found.closes_at < second.closes_at


# ------------------------------------------------------------------------------- what is asked


async def test_what_is_open_as_the_daily_question_is_left_out_when_asking_again(world_of):
    async with world_of(*QUESTIONS[:2]) as world:
        daily = (await world.open_round()).question.id
        other = next(q.id for q in QUESTIONS[:2] if q.id != daily)
        quiz = await begin(world, ANN, count=2, repeats=(daily, other))
        await finish(world, quiz)
        await seconds_pass(world, 5, 5)

        assert [r.question.id for r in await played(world, quiz)] == [other]


async def test_what_is_paused_elsewhere_is_not_asked(world_of):
    async with world_of(*QUESTIONS[:1]) as world:
        await begin(world, ANN)
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)
        await world.restart()
        other = await about_to_ask(world, channel_id=CHANNEL + 1)
        await world.tick()

        assert (await world.services.quizzes.get(other.id)).state is QuizState.CANCELLED


async def test_the_daily_question_is_planned_anew_once_a_quiz_has_asked_it(world_of):
    async with world_of(*QUESTIONS[:2]) as world:
        schedule = await world.schedule()
        world.clock.set(schedule.next_at - timedelta(minutes=2))
        await world.services.daily.look_ahead(world.clock.now())
        quiz = await begin(world, ANN, count=1, seconds=300)
        asked = (await in_play(world, quiz)).question.id
        world.clock.set(schedule.next_at)
        await world.tick()

        (daily,) = await world.services.history.current(GUILD)
        assert daily.question.id != asked


# ------------------------------------------------------------------------------- corrections


async def test_a_corrected_key_counts_for_all_who_were_in_at_a_later_question_of_survival(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, count=2, mode=Mode.SURVIVAL)
        for member in (ANN, BOB, CID, HOST):
            await answer(world, await in_play(world, quiz), member)
        await finish(world, quiz)
        round_ = await in_play(world, quiz)
        for member in (ANN, BOB, CID, HOST):
            await answer(world, round_, member, right=member != CID)
        (place,) = (await world.services.answers.held(round_.id, CID)).held
        await finish(world, quiz)
        await seconds_pass(world, 5, 5)
        before = await standing(world, CID)
        question = round_.question
        options = tuple(
            replace(option, correct=i == round_.order[place])
            for i, option in enumerate(question.options)
        )
        others = (q for q in QUESTIONS if q.id != question.id)
        world.bank = bank_of(*others, replace(question, version=2, options=options))
        await world.services.library.reload()
        await seconds_pass(world, 5, 5)

        assert (await standing(world, CID))[0] > before[0]
        assert (await standing(world, ANN))[1] == 1
        assert await world.services.ledger.rebuild() == []
