"""Each request of a live quiz fails once; see `test_faults` for those of a daily question.

A clean quiz is played first to learn which requests there are. Whatever then fails, the quiz comes
to an end, nothing is shown twice, and the points given are those shown.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from bot.domain.round import RoundState
from bot.errors import UserError
from bot.store.answers import Source
from bot.store.quizzes import QuizStore
from tests.flows.conftest import text_of
from tests.flows.test_faults import FAULTS, PASSING, Wire
from tests.flows.test_quiz import QUESTIONS


async def play(server, wire, fail_at=None):
    """Play a quiz of one question that three members answer rightly."""
    players = [server.ann, server.bob, server.join("cid")]
    lobby = await server.ann.slash(server.channel, "quiz start", count=1, seconds=10)
    await server.ann.click(lobby.response, label="Start now")
    wire.requests.clear()
    wire.fail_at = fail_at
    for _ in range(8):
        await server.tick(seconds=4)
        for _, round_ in await QuizStore(server.app.db).asked():
            if round_.state is RoundState.OPEN:
                for player in players:
                    await answer(server, round_, player)
    for _ in range(3):
        await server.tick(seconds=60)


async def answer(server, round_, player):
    with suppress(UserError):
        await server.services.answers.choose(
            round_.id, player.id, min(round_.key_positions),
            source=Source.BUTTON, at=server.clock.now(),
        )  # fmt: skip


async def wrongs(server, name) -> list[str]:
    """Return what is wrong after the quiz."""
    store = QuizStore(server.app.db)
    quiz, results = await store.get(1), await store.results(1)
    shown = [text_of(m) for m in server.channel.history() if m.author.bot]
    counts = [
        sum(marker in text for text in shown)
        for marker in ("· round 1", "of round 1", "end of quiz 1")
    ]
    own = sum(r.points for r in results if r.member_id == server.ann.id)
    found = [] if quiz.state.is_over else [f"not over: {quiz.state}"]
    found += [f"shown {counts}"] * (max(counts) > 1 or (name in PASSING and counts != [1, 1, 1]))
    if name in PASSING and not await server.points(server.ann) == own > 0:
        found.append(f"{await server.points(server.ann)} points instead of {own}")
    return found + await server.services.ledger.rebuild()


@pytest.mark.parametrize("name", ["403", "404 channel", "500 after it took effect"])
async def test_a_request_of_a_quiz_that_fails_once_is_made_up_for(server_of, name):
    async with server_of(*QUESTIONS) as server:
        wire = Wire(server)
        await play(server, wire)
        requests = list(wire.requests)
        assert await wrongs(server, "500") == []
    found = {}
    for number, request in enumerate(requests):
        async with server_of(*QUESTIONS, check_errors=False) as server:
            wire = Wire(server)
            wire.fault = FAULTS[name]
            await play(server, wire, fail_at=number)
            found[number, request] = await wrongs(server, name)

    assert requests
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
