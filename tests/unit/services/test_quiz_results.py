"""The results of a quiz, answer by answer."""

from __future__ import annotations

import pytest

from bot.domain.quiz import Mode
from bot.errors import NotFound
from tests.unit.services.conftest import ANN, BOB, CID
from tests.unit.services.test_quizzes import HOST, QUESTIONS, answer, draft, finish, in_play


async def test_every_scored_answer_is_told_with_its_question_and_who_gave_it(world_of):
    async with world_of(*QUESTIONS) as world:
        world.publisher.named = {ANN: "Ann", BOB: "Bob"}
        quizzes, results = world.services.quizzes, world.services.quiz_results
        quiz = await quizzes.open_lobby(draft(mode=Mode.TEAMS, teams=2, count=2))
        for member, team in ((ANN, 0), (BOB, 1)):
            await quizzes.join(quiz.id, member, team)
        await quizzes.begin(quiz.id, HOST, moderator=False)
        await world.tick(seconds=5)
        first = await in_play(world, quiz)
        await answer(world, first, BOB, after=4)
        await answer(world, first, ANN, right=False, after=9)
        await finish(world, quiz)
        second = await in_play(world, quiz)
        await answer(world, second, CID)
        await finish(world, quiz)

        lines = await results.lines(quiz.id)

        assert [(x.question.id, x.name, x.team, x.result.right) for x in lines] == [
            (first.question.id, "Bob", 1, True),
            (first.question.id, "Ann", 0, False),
            (second.question.id, "", 0, True),
        ]


async def test_a_quiz_that_is_not_known_has_no_results(world):
    with pytest.raises(NotFound):
        await world.services.quiz_results.lines(99)
