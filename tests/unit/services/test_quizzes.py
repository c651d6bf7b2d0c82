"""Live quizzes from the lobby to the podium, through restarts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.quiz import Mode, QuizDraft, QuizState
from bot.domain.round import AnswerStyle, RoundState
from bot.errors import NotAllowed, Refused, RoundClosed, UserError
from bot.services.quiz_gathering import COUNTDOWN
from bot.services.quiz_running import BREAK
from bot.store.answers import Source
from tests.questions import MULTIPLE, SINGLE, bank_of
from tests.unit.services.conftest import ANN, BOB, CHANNEL, CID, GUILD

HOST = 7
QUESTIONS = tuple(replace(SINGLE, id=f"single-{n:02}") for n in range(1, 13))


def draft(**changes: object) -> QuizDraft:
    given = {
        "guild_id": GUILD, "channel_id": CHANNEL, "host_id": HOST, "mode": Mode.EVERYONE,
        "style": AnswerStyle.BUTTONS, "count": 3, "seconds": 30,
    }  # fmt: skip
    return QuizDraft(**(given | changes))


async def begin(world, *members: int, **changes: object):
    """Open a lobby, let members in, and start."""
    quizzes = world.services.quizzes
    quiz = await quizzes.open_lobby(draft(**changes))
    for member in members:
        await quizzes.join(quiz.id, member)
    await quizzes.begin(quiz.id, HOST, moderator=False)
    await world.tick(seconds=COUNTDOWN.total_seconds())
    return await quizzes.get(quiz.id)


async def in_play(world, quiz):
    found = await world.services.quiz_runner.in_play(await world.services.quizzes.get(quiz.id))
    assert found is not None
    return found


async def answer(world, round_, member, *, right=True, after=5.0):
    """Answer so many seconds after the opening, whenever it is."""
    wanted = round_.key_positions if right else set(range(4)) - round_.key_positions
    return await world.services.answers.choose(
        round_.id, member, min(wanted), source=Source.BUTTON,
        at=round_.opens_at + timedelta(seconds=after),
    )  # fmt: skip


async def finish(world, quiz, *, until_break=False):
    """Let the window pass, and be revealed."""
    round_ = await in_play(world, quiz)
    world.clock.set(round_.closes_at)
    await world.tick()
    await world.tick(seconds=1)
    await world.tick()
    if not until_break:
        await world.tick(seconds=BREAK.total_seconds())


async def standing(world, member):
    stats = await world.services.profiles.profile(GUILD, member)
    sums = stats.sums
    return (sums.points, sums.correct, sums.answered) if sums else None


# ------------------------------------------------------------------------------- the course


async def test_a_quiz_asks_reveals_and_ends_with_a_podium(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID)
        for _ in range(3):
            round_ = await in_play(world, quiz)
            await answer(world, round_, ANN)
            await answer(world, round_, BOB, after=20)
            await answer(world, round_, CID, right=False)
            await finish(world, quiz)
        await world.tick(seconds=COUNTDOWN.total_seconds())

        (finale,) = world.publisher.finales
        assert [(p.rank, p.member_id, p.right) for p in finale.places][:2] == [
            (1, ANN, 3), (2, BOB, 3),
        ]  # fmt: skip
        assert (finale.asked, finale.humans) == (3, 3)
        assert len(world.publisher.posted("reveal")) == 3
        assert (await world.services.quizzes.get(quiz.id)).state is QuizState.ENDED
        assert await standing(world, CID) == (0, 0, 3)
        ann, bob = await standing(world, ANN), await standing(world, BOB)
        assert ann[1:] == bob[1:] == (3, 3)
        assert ann[0] > bob[0]


async def test_no_question_comes_twice_and_none_that_is_open_elsewhere(world_of):
    async with world_of(*QUESTIONS[:4]) as world:
        daily = await world.open_round()
        quiz = await begin(world, ANN, count=10)
        asked = []
        for _ in range(3):
            asked.append((await in_play(world, quiz)).question.id)
            await answer(world, await in_play(world, quiz), ANN)
            await finish(world, quiz)
        await world.tick(seconds=60)

        assert len(set(asked)) == 3
        assert daily.question.id not in asked
        assert (await world.services.quizzes.get(quiz.id)).state is QuizState.ENDED


async def test_fewer_than_three_members_are_not_rated(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, count=1)
        await answer(world, await in_play(world, quiz), ANN)
        await finish(world, quiz)
        await world.tick(seconds=60)

        (finale,) = world.publisher.finales
        assert not finale.quiz.rated
        assert await standing(world, ANN) is None


async def test_a_question_ends_when_everyone_in_it_has_answered(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN)
        await world.tick(seconds=1)
        assert (await in_play(world, quiz)).state is RoundState.OPEN  # the host has not answered

        await answer(world, round_, HOST)
        for _ in range(3):
            await world.tick(seconds=1)

        assert len(world.publisher.posted("reveal")) == 1


async def test_a_quiz_that_nobody_plays_stops_by_itself(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, count=10)
        for _ in range(5):
            await finish(world, quiz)
        await world.tick(seconds=60)

        assert (await world.services.quizzes.get(quiz.id)).state is QuizState.ENDED
        assert len(world.publisher.posted("reveal")) == 5


# ------------------------------------------------------------------------------- answers


async def test_an_answer_counts_by_when_discord_took_it(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        round_ = await in_play(world, quiz)
        world.clock.set(round_.closes_at)
        await world.services.quiz_runner.run_due(world.clock.now())  # closed, not scored yet

        receipt = await answer(world, round_, ANN, after=29.9)
        assert receipt.text
        with pytest.raises(RoundClosed):
            await answer(world, round_, BOB, after=30.1)
        await world.tick(seconds=1)
        with pytest.raises(RoundClosed):
            await answer(world, round_, BOB, after=29.9)

        assert [r.member_id for r in await _results(world, quiz)] == [ANN]


@pytest.mark.parametrize("ahead", [-3, 3])
async def test_a_clock_that_goes_wrong_costs_nobody_their_last_seconds(world_of, ahead):
    async with world_of(*QUESTIONS) as world:
        world.publisher.ahead = timedelta(seconds=ahead)
        quiz = await begin(world, ANN)
        round_ = await in_play(world, quiz)
        assert round_.opens_at == world.clock.now() + world.publisher.ahead
        world.clock.set(round_.closes_at - world.publisher.ahead - timedelta(seconds=1))
        await world.tick()

        await answer(world, round_, ANN, after=29.5)
        await world.tick(seconds=1)
        await world.tick(seconds=1)

        assert [r.right for r in await _results(world, quiz)] == [True]


async def test_an_answer_can_be_changed_once(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN, right=False)
        await answer(world, round_, ANN, right=True)
        with pytest.raises(RoundClosed, match="cannot be changed any more"):
            await answer(world, round_, ANN, right=False)
        await answer(world, round_, ANN, right=True)  # the same again changes nothing
        await finish(world, quiz)

        assert [r.right for r in await _results(world, quiz)] == [True]


async def test_several_options_are_picked_at_once(world_of):
    async with world_of(MULTIPLE) as world:
        quiz = await begin(world, ANN, count=1)
        round_ = await in_play(world, quiz)
        await world.services.answers.pick(
            round_.id, ANN, round_.key_positions, at=round_.opens_at + timedelta(seconds=4)
        )
        await finish(world, quiz)

        assert [r.right for r in await _results(world, quiz)] == [True]


async def _results(world, quiz):
    return await world.services.quizzes.results(quiz.id)


# ------------------------------------------------------------------------------- modes


async def test_the_first_right_answer_wins_a_race(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, mode=Mode.RACE, count=1)
        round_ = await in_play(world, quiz)
        await answer(world, round_, CID, right=False, after=1)
        await answer(world, round_, BOB, after=6)
        await answer(world, round_, ANN, after=5)
        with pytest.raises(RoundClosed):
            await answer(world, round_, CID, right=True, after=7)
        for seconds in (8, 1, 1):
            await world.tick(seconds=seconds)

        results = {r.member_id: r for r in await _results(world, quiz)}
        assert results[ANN].points == 15
        assert results[BOB].points == results[CID].points == 0


async def test_who_is_wrong_or_silent_is_out_of_a_survival_quiz(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, mode=Mode.SURVIVAL, count=5)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN)
        await answer(world, round_, BOB)
        await answer(world, round_, CID, right=False)
        await finish(world, quiz)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN)
        await answer(world, round_, BOB, right=False)
        for onlooker in (CID, HOST, 999):
            with pytest.raises(RoundClosed, match="only watch"):
                await answer(world, round_, onlooker)
        await finish(world, quiz)
        await world.tick(seconds=60)

        (finale,) = world.publisher.finales
        assert [(p.member_id, p.out) for p in finale.places] == [
            (ANN, None), (BOB, 2), (HOST, 1), (CID, 1),
        ]  # fmt: skip


async def test_an_untimed_quiz_goes_on_when_its_host_says_so(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, mode=Mode.UNTIMED, count=2)
        await answer(world, await in_play(world, quiz), ANN, after=900)
        await world.tick(seconds=900)
        assert not world.publisher.posted("reveal")

        await world.services.quizzes.go_on(quiz.id, HOST, moderator=False)
        await world.tick()
        await world.tick(seconds=1)
        await world.tick(seconds=300)
        assert len(world.publisher.posted("reveal")) == 1
        assert len(world.publisher.posted()) == 1

        await world.services.quizzes.go_on(quiz.id, HOST, moderator=False)
        await world.tick()
        assert len(world.publisher.posted()) == 2


async def test_teams_count_the_mean_of_their_members(world_of):
    async with world_of(*QUESTIONS) as world:
        quizzes = world.services.quizzes
        quiz = await quizzes.open_lobby(draft(mode=Mode.TEAMS, teams=2, count=1))
        for member, team in ((ANN, 0), (BOB, 0), (CID, 1)):
            await quizzes.join(quiz.id, member, team)
        await quizzes.begin(quiz.id, HOST, moderator=False)
        await world.tick(seconds=5)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN, after=0)
        await answer(world, round_, BOB, right=False)
        await answer(world, round_, CID, after=0)
        for seconds in (1, 1, 60, 60):
            await world.tick(seconds=seconds)

        (finale,) = world.publisher.finales
        assert [(p.team, p.points) for p in finale.places] == [(1, 15), (0, 7.5)]


async def test_a_team_quiz_needs_two_teams(world_of):
    async with world_of(*QUESTIONS) as world:
        quizzes = world.services.quizzes
        quiz = await quizzes.open_lobby(draft(mode=Mode.TEAMS, teams=3))
        await quizzes.join(quiz.id, ANN, 0)
        with pytest.raises(UserError, match="At least two teams"):
            await quizzes.begin(quiz.id, HOST, moderator=False)
        with pytest.raises(UserError, match="Choose one of the teams"):
            await quizzes.join(quiz.id, BOB, 3)


# ------------------------------------------------------------------------------- hosting


async def test_a_channel_has_one_quiz_at_a_time(world_of):
    async with world_of(*QUESTIONS) as world:
        await begin(world)
        with pytest.raises(UserError, match="already"):
            await world.services.quizzes.open_lobby(draft())
        other = await world.services.quizzes.open_lobby(draft(channel_id=CHANNEL + 1))

        assert other.state is QuizState.LOBBY


async def test_only_the_host_or_a_moderator_controls_a_quiz(world_of):
    async with world_of(*QUESTIONS) as world:
        await begin(world, ANN)
        for control in ("pause", "skip", "stop"):
            with pytest.raises(NotAllowed):
                await getattr(world.services.quizzes, control)(CHANNEL, ANN, moderator=False)
        stopped = await world.services.quizzes.stop(CHANNEL, ANN, moderator=True)

        assert stopped.state is QuizState.CANCELLED


async def test_pausing_freezes_the_window(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        round_ = await in_play(world, quiz)
        await world.tick(seconds=10)
        await world.services.quizzes.pause(CHANNEL, HOST, moderator=False)
        with pytest.raises(RoundClosed, match="paused"):
            await answer(world, round_, ANN, after=11)
        await world.tick(minutes=10)
        assert not world.publisher.posted("reveal")

        await world.services.quizzes.resume(CHANNEL, HOST, moderator=False)
        resumed = await in_play(world, quiz)
        assert resumed.closes_at == round_.closes_at + timedelta(minutes=10)
        await answer(world, round_, ANN, after=612)
        await finish(world, quiz)

        (result,) = await _results(world, quiz)
        assert result.elapsed_ms == 12_000


async def test_a_skipped_question_counts_for_nobody(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, count=2)
        await answer(world, await in_play(world, quiz), ANN)
        await world.services.quizzes.skip(CHANNEL, HOST, moderator=False)
        await world.tick(seconds=5)
        second = await in_play(world, quiz)

        assert second.position == 2
        assert await _results(world, quiz) == []


async def test_a_lobby_that_nobody_starts_is_closed(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await world.services.quizzes.open_lobby(draft())
        await world.tick(minutes=16)

        assert (await world.services.quizzes.get(quiz.id)).state is QuizState.CANCELLED


async def test_a_topic_without_questions_is_refused(world_of):
    async with world_of(*QUESTIONS) as world:
        with pytest.raises(UserError, match="No question fits"):
            await world.services.quizzes.open_lobby(draft(topic="knitting"))


async def test_a_corrected_key_scores_a_quiz_anew_by_its_own_rules(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, count=1)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN)
        await answer(world, round_, BOB, right=False, after=20)
        await answer(world, round_, CID, right=False)
        await finish(world, quiz)
        await world.tick(seconds=60)
        assert (await standing(world, ANN))[0] > 0
        chosen = min(set(range(4)) - round_.key_positions)
        fixed = replace(
            round_.question,
            version=2,
            options=tuple(
                replace(option, correct=index == round_.order[chosen])
                for index, option in enumerate(round_.question.options)
            ),
        )
        world.bank = bank_of(*(fixed if q.id == fixed.id else q for q in QUESTIONS))
        await world.services.library.reload()
        await world.tick(seconds=1)

        assert await standing(world, ANN) == (0, 0, 1)
        bob, cid = await standing(world, BOB), await standing(world, CID)
        assert bob[1:] == cid[1:] == (1, 1)
        assert 10 < bob[0] < cid[0] <= 15
        assert await world.services.ledger.rebuild() == []


# ------------------------------------------------------------------------------- trouble


async def test_a_restart_in_the_middle_goes_on_where_it_was(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, BOB, CID, count=2)
        await answer(world, await in_play(world, quiz), ANN)
        await world.restart()
        round_ = await in_play(world, quiz)
        await answer(world, round_, BOB)
        await finish(world, quiz)
        await world.restart()
        await answer(world, await in_play(world, quiz), CID)
        await finish(world, quiz)
        await world.tick(seconds=60)

        (finale,) = world.publisher.finales
        assert sorted(p.member_id for p in finale.places if p.right) == [ANN, BOB, CID]
        assert len(world.publisher.posted()) == len(world.publisher.posted("reveal")) == 2


async def test_a_window_that_passed_while_away_is_void_and_the_quiz_goes_on(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        missed = await in_play(world, quiz)
        await answer(world, missed, ANN)
        await world.stop()
        world.clock.advance(minutes=30)
        await world.start()
        await world.tick()
        await world.tick(seconds=1)
        await world.tick(seconds=COUNTDOWN.total_seconds())

        assert (await world.rounds.get(missed.id)).state is RoundState.VOID
        assert world.publisher.messages[missed.message_id].retired
        assert (await in_play(world, quiz)).position == 2
        assert await _results(world, quiz) == []


async def test_a_short_absence_at_the_close_costs_nobody_anything(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN)
        round_ = await in_play(world, quiz)
        await answer(world, round_, ANN)
        await world.stop()
        world.clock.set(round_.closes_at + timedelta(seconds=5))
        await world.start()
        await world.tick()
        await world.tick(seconds=1)

        assert [r.right for r in await _results(world, quiz)] == [True]


async def test_a_lost_permission_stops_the_quiz_and_tells_the_host(world_of):
    async with world_of(*QUESTIONS) as world:
        quiz = await begin(world, ANN, count=2)
        await finish(world, quiz, until_break=True)
        world.publisher.fail("post", Refused("no Send Messages"), times=9)
        await world.tick(seconds=BREAK.total_seconds())
        await world.tick()

        assert (await world.services.quizzes.get(quiz.id)).state is QuizState.CANCELLED
        assert any("stopped the quiz" in text for _, text in world.publisher.notices)


async def test_a_lost_response_posts_nothing_twice(world_of):
    async with world_of(*QUESTIONS) as world:
        for method in ("post", "reveal", "show_finale"):
            world.publisher.fail(method, TimeoutError(), after=True)
        quiz = await begin(world, ANN, count=1)
        for _ in range(30):
            await world.tick(seconds=5)

        assert (await world.services.quizzes.get(quiz.id)).state is QuizState.ENDED
        assert len(world.publisher.posted()) == 1
        assert len(world.publisher.posted("reveal")) == 1
        assert len(world.publisher.finales) == 1
