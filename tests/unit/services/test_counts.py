"""How many have answered, on the cards of quizzes: often enough to be alive, and not too often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.quiz import Mode, QuizDraft
from bot.domain.round import AnswerStyle
from bot.services.quiz_running import COUNTDOWN
from bot.store.answers import Source
from tests.questions import SINGLE
from tests.unit.services.conftest import ANN, BOB, CHANNEL, CID, GUILD

HOST = 7
QUESTIONS = tuple(replace(SINGLE, id=f"single-{n:02}") for n in range(1, 5))
NEWCOMER = 555


async def open_question(world, *, style=AnswerStyle.BUTTONS):
    """Start a quiz with four players; return its first question."""
    quizzes = world.services.quizzes
    quiz = await quizzes.open_lobby(
        QuizDraft(guild_id=GUILD, channel_id=CHANNEL, host_id=HOST, mode=Mode.EVERYONE, style=style)
    )
    for member in (ANN, BOB, CID):
        await quizzes.join(quiz.id, member)
    await quizzes.begin(quiz.id, HOST, moderator=False)
    await world.tick(seconds=COUNTDOWN.total_seconds())
    return await world.services.quiz_runner.in_play(await quizzes.get(quiz.id))


async def answer(world, round_, member, position=0):
    at = round_.opens_at + timedelta(seconds=1)
    await world.services.answers.choose(
        round_.id, member, position, source=Source.BUTTON, at=at
    )  # fmt: skip


def shown(world, round_):
    card = world.publisher.messages[round_.message_id]
    return card.count, card.awaited


async def test_the_card_says_how_many_of_those_who_are_in_have_answered(world_of):
    async with world_of(*QUESTIONS) as world:
        round_ = await open_question(world)
        await answer(world, round_, ANN)
        await world.tick(seconds=1)
        first = shown(world, round_)
        await answer(world, round_, NEWCOMER)
        await answer(world, round_, BOB)
        await world.tick(seconds=3)

        assert first == (1, 4)
        assert shown(world, round_) == (3, 5)


async def test_however_many_answer_the_card_is_edited_every_three_seconds(world_of):
    async with world_of(*QUESTIONS) as world:
        round_ = await open_question(world)
        for second in range(18):
            await answer(world, round_, 1000 + second)
            await world.tick(seconds=1)

        assert world.publisher.calls["show_count"] == 6


async def test_a_change_of_mind_alone_edits_nothing(world_of):
    async with world_of(*QUESTIONS) as world:
        round_ = await open_question(world)
        await answer(world, round_, ANN)
        await world.tick(seconds=3)
        await answer(world, round_, ANN, position=1)
        await world.tick(seconds=3)

        assert world.publisher.calls["show_count"] == 1


async def test_nothing_is_shown_once_the_question_is_closed_or_the_quiz_is_paused(world_of):
    async with world_of(*QUESTIONS) as world:
        round_ = await open_question(world)
        await answer(world, round_, ANN)
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)
        await world.tick(seconds=3)
        await world.services.quizzes.resume(CHANNEL, HOST, moderator=False)
        for member in (HOST, BOB, CID):
            await answer(world, round_, member)
        for seconds in (3, 1):
            await world.tick(seconds=seconds)

        assert world.publisher.posted("reveal")
        assert world.publisher.calls["show_count"] == 0


async def test_public_answers_are_not_counted_on_the_card(world_of):
    async with world_of(*QUESTIONS) as world:
        round_ = await open_question(world, style=AnswerStyle.REACTIONS)
        world.publisher.vote(round_, ANN, 0)
        await world.services.answers.choose(round_.id, ANN, 0, source=Source.REACTION)
        await world.tick(seconds=3)

        assert world.publisher.calls["show_count"] == 0
