"""A live quiz in a channel, as members see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.round import RoundState
from tests.flows.commands.reading import labels, refused, said
from tests.flows.conftest import text_of
from tests.questions import MULTIPLE, NUMERIC, SINGLE

QUESTIONS = tuple(replace(SINGLE, id=f"single-{n:02}") for n in range(1, 8))


async def start(server, who=None, **options):
    return await (who or server.ann).slash(server.channel, "quiz start", **options)


async def begin(server, *members, **options):
    """Open a lobby by Ann, let members join, start, and wait for the first question."""
    lobby = await start(server, **options)
    for member in members:
        await member.click(lobby.response, label="Join")
    await server.ann.click(lobby.response, label="Start now")
    await server.tick(seconds=6)
    return lobby


async def in_play(server):
    quiz = await server.services.quizzes.here(server.channel.id)
    return await server.services.quiz_runner.in_play(quiz)


async def press(server, member, *, right=True):
    """Press the letter of a right or a wrong option."""
    round_ = await in_play(server)
    wanted = round_.key_positions if right else set(range(4)) - round_.key_positions
    return await member.click(server.card(round_), label="ABCD"[min(wanted)])


async def pass_window(server):
    """Let the question close, be scored and revealed, and the next one come."""
    for seconds in (31, 2, 1, 13):
        await server.tick(seconds=seconds)


def texts(server) -> list[str]:
    return [text_of(message) for message in server.channel.history()]


async def test_a_quiz_from_the_lobby_to_the_end(server_of):
    async with server_of(*QUESTIONS) as server:
        cid = server.join("cid")
        lobby = await begin(server, server.bob, cid, count=2)
        assert "Here we go" in said(lobby)

        for _ in range(2):
            receipt = await press(server, server.ann)
            assert receipt.ephemeral
            assert "Your answer: **" in said(receipt)
            await press(server, server.bob, right=False)
            await press(server, cid)
            await pass_window(server)
        await server.tick(seconds=10)

        shown = texts(server)
        reveals = [text for text in shown if "**Standings**" in text]
        assert len(reveals) == 2
        assert f"Fastest right answer: <@{server.ann.id}>" in reveals[0]
        (finale,) = [text for text in shown if "## The quiz is over" in text]
        assert "🥇 **1.**" in finale
        assert "The points are in the season's standings" in finale
        assert await server.points(server.ann) > await server.points(server.bob) == 0


async def test_the_lobby_shows_who_is_in(server_of):
    async with server_of(*QUESTIONS) as server:
        lobby = await start(server, count=5, seconds=20, topic="Transformers")
        assert "## Quiz · Transformers" in said(lobby)
        assert "5 questions · 20 s each" in said(lobby)
        assert labels(lobby.response) == ["Join", "Leave", "Start now", "Cancel"]

        await server.bob.click(lobby.response, label="Join")
        assert f"<@{server.ann.id}>, <@{server.bob.id}>" in said(lobby)
        await server.bob.click(lobby.response, label="Leave")
        assert f"**In** (1): <@{server.ann.id}>" in said(lobby)

        denied = await server.bob.click(lobby.response, label="Start now")
        assert "Only the host" in text_of(denied.response)
        await server.ann.click(lobby.response, label="Cancel")
        assert "Called off" in said(lobby)
        assert labels(lobby.response) == []


async def test_a_second_quiz_in_the_channel_is_refused(server_of):
    async with server_of(*QUESTIONS) as server:
        await start(server)
        answer = await start(server, server.bob)

        assert "already" in refused(server, answer)


async def test_several_options_are_chosen_in_a_menu(server_of):
    async with server_of(MULTIPLE) as server:
        await begin(server, count=1)
        round_ = await in_play(server)
        letters = [str(p) for p in sorted(round_.key_positions)]
        receipt = await server.ann.select(
            server.card(round_), letters, custom_id=f"viva:m:{round_.id}"
        )
        assert "Your answer: **" in said(receipt)
        await pass_window(server)

        (result,) = await server.services.quizzes.results(round_.quiz_id)
        assert result.right


async def test_a_number_is_typed_into_the_form(server_of):
    async with server_of(NUMERIC) as server:
        await begin(server, count=1)
        round_ = await in_play(server)
        form = await server.ann.click(server.card(round_), label="Answer")
        value = round_.question.numeric.quantity
        receipt = await server.ann.submit_modal(form, {"answer": f"{value.value} {value.unit}"})

        assert "as I understood it" in said(receipt)


async def test_an_answer_can_be_changed_once_and_no_more(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server)
        await press(server, server.ann, right=False)
        await press(server, server.ann)
        late = await press(server, server.ann, right=False)

        assert "cannot be changed any more" in said(late)


async def test_pausing_skipping_and_stopping(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server, server.bob, count=3)
        denied = await server.bob.slash(server.channel, "quiz pause")
        assert "Only the host" in refused(server, denied)

        await server.ann.slash(server.channel, "quiz pause")
        await server.tick(seconds=60)
        held = await press_paused(server)
        assert "paused" in said(held)
        assert any("**Paused.** The time that is left is kept." in t for t in texts(server))
        resumed = await server.ann.slash(server.channel, "quiz resume")
        assert "On we go" in said(resumed)
        await server.tick()
        round_ = await in_play(server)
        assert f"<t:{int(round_.closes_at.timestamp())}:R>" in text_of(server.card(round_))
        await server.ann.slash(server.channel, "quiz skip")
        await server.tick(seconds=6)
        assert (await in_play(server)).position == 2
        stopped = await server.ann.slash(server.channel, "quiz stop")
        assert "called off" in said(stopped)
        again = await server.ann.slash(server.channel, "quiz scores")
        assert "No quiz is being played" in refused(server, again)


async def press_paused(server):
    quiz = await server.services.quizzes.here(server.channel.id)
    round_ = await server.services.quiz_runner.in_play(quiz)
    assert round_.state is RoundState.PAUSED
    return await server.bob.click(server.card(round_), label="A")


async def test_the_buttons_of_a_quiz_work_after_a_restart(server_of):
    async with server_of(*QUESTIONS) as server:
        lobby = await start(server, count=1)
        await server.restart()
        await server.bob.click(lobby.response, label="Join")
        await server.ann.click(lobby.response, label="Start now")
        await server.tick(seconds=6)
        await server.restart()
        await press(server, server.bob)
        await pass_window(server)

        assert any(f"Fastest right answer: <@{server.bob.id}>" in text for text in texts(server))


async def test_an_untimed_quiz_has_buttons_for_its_host(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server, server.bob, mode="untimed", count=2)
        round_ = await in_play(server)
        assert "No clock" in text_of(server.card(round_))
        await press(server, server.bob)
        await server.tick(minutes=10)
        denied = await server.bob.click(server.card(round_), label="Reveal the answer")
        assert "Only the host" in text_of(denied.response)

        await server.ann.click(server.card(round_), label="Reveal the answer")
        await server.tick(seconds=1)
        await server.tick(seconds=1)
        reveal = next(m for m in server.channel.history() if "**Standings**" in text_of(m))
        await server.ann.click(reveal, label="Next question")
        await server.tick(seconds=1)

        assert (await in_play(server)).position == 2


async def test_what_was_missed_is_asked_again(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server, count=1)
        missed = (await in_play(server)).question.id
        await press(server, server.ann, right=False)
        await pass_window(server)
        await server.tick(seconds=10)
        lobby = await server.bob.slash(server.channel, "quiz again-wrong")
        await server.bob.click(lobby.response, label="Start now")
        await server.tick(seconds=6)

        assert (await in_play(server)).question.id == missed


async def test_the_results_come_as_a_file(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server, count=1)
        await press(server, server.ann)
        await pass_window(server)
        await server.tick(seconds=10)
        finale = next(m for m in server.channel.history() if "quiz is over" in text_of(m))
        answer = await server.bob.click(finale, label="Results as CSV")

        assert answer.ephemeral
        (file,) = answer.response.message.attachments
        assert file.filename.endswith(".csv")


async def test_a_question_in_a_quiz_is_no_daily_question(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server)
        view = await server.bob.slash(server.channel, "daily view")

        assert "Nothing is open" in said(view) or "No question is open" in said(view)
        assert (await in_play(server)).closes_at - server.clock.now() < timedelta(seconds=31)
