"""Every request to Discord fails once, in every way, at every point of a round.

A clean day is run first to learn which requests there are; then, for each of them, a day on which
just that one fails. Afterwards the next ticks (and an admin who gives a permission back and
resumes) have to set it right: one card, one reveal, one set of points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.domain.round import RoundState, ThreadPolicy
from bot.errors import UserError
from bot.store.rounds import RoundStore
from tests.flows.conftest import text_of
from tests.questions import OPEN, SINGLE

if TYPE_CHECKING:
    from bot.domain.question import Question
    from tests.flows.conftest import Server

UNKNOWN_MESSAGE, UNKNOWN_CHANNEL, MISSING_PERMISSIONS = 10008, 10003, 50013


@dataclass
class Answer:
    """As much of an HTTP response as discord.py's errors look at."""

    status: int
    reason: str = "injected"
    headers: dict[str, str] = field(default_factory=dict)


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    return kind(Answer(status), {"code": code, "message": "injected"})


FAULTS = {
    "403": (lambda: http_error(403, MISSING_PERMISSIONS), False),
    "404 channel": (lambda: http_error(404, UNKNOWN_CHANNEL), False),
    "404 message": (lambda: http_error(404, UNKNOWN_MESSAGE), False),
    "429": (lambda: http_error(429), False),
    "500": (lambda: http_error(500), False),
    "500 after it took effect": (lambda: http_error(500), True),
    "time-out": (TimeoutError, False),
    "time-out after it took effect": (TimeoutError, True),
}
PASSING = {"429", "500", "500 after it took effect", "time-out", "time-out after it took effect"}


class Wire:
    """The line to Discord: counts requests and lets one of them fail."""

    def __init__(self, server: Server) -> None:
        self.requests: list[str] = []
        self.fail_at: int | None = None
        self.fault = FAULTS["500"]
        http = server.app.client.http
        self._send = http.request
        http.request = self._request

    async def _request(self, route: Any, **options: Any) -> Any:
        self.requests.append(f"{route.method} {route.path}")
        make, after = self.fault
        hit = self.fail_at == len(self.requests) - 1
        if hit and not after:
            raise make()
        result = await self._send(route, **options)
        if hit:
            raise make()
        return result


async def a_day(server: Server, wire: Wire, question: Question) -> None:
    """A question is posted, ann answers rightly, it closes, it is revealed."""
    schedule = await server.schedule(thread=ThreadPolicy.REVEAL, window=timedelta(hours=1))
    wire.requests.clear()
    await server.until(schedule.next_at)
    await set_right(server)
    for round_ in await server.services.history.current(server.guild.id):
        if question is OPEN:
            await server.services.answers.submit(round_.id, server.ann.id, "a sealed answer")
        else:
            await server.react(server.ann, round_, min(round_.key_positions))
    await server.tick(hours=1)
    await set_right(server)


async def set_right(server: Server) -> None:
    """What happens by itself, and what the admins do once they are told."""
    await server.tick(minutes=1)
    schedule = await server.services.schedules.get(server.guild.id, "daily")
    if schedule.paused_at is not None and schedule.paused_reason:
        await server.services.schedules.resume(server.guild.id, "daily")
        await server.tick(minutes=1)


def cards_of(server: Server, marker: str) -> list[discord.Message]:
    return [m for m in server.channel.history() if m.author.bot and marker in text_of(m)]


async def faults_found(server_of, question: Question, name: str) -> list[str]:
    """Run the day with a fault at each request; return what went wrong."""
    async with server_of(question) as server:
        wire = Wire(server)
        await a_day(server, wire, question)
        requests = list(wire.requests)
    found = []
    for number, request in enumerate(requests):
        if requests[number - 1 : number + 2] == [request] * 3:
            continue  # in the middle of equal ones, such as the letters' reactions
        try:
            wrongs = await faulty_day(server_of, question, name, number)
        except Exception as error:
            raise AssertionError(f"{name} at {number} ({request})") from error
        found += [f"{name} at {number} ({request}): {wrong}" for wrong in wrongs]
    return found


async def faulty_day(server_of, question: Question, name: str, number: int) -> list[str]:
    async with server_of(question, check_errors=False) as server:
        wire = Wire(server)
        wire.fail_at, wire.fault = number, FAULTS[name]
        await a_day(server, wire, question)
        rounds = await RoundStore(server.app.db).past(server.guild.id, 0, offset=0, limit=9)
        first = rounds[0][-1].round if rounds[0] else None
        expected = {SINGLE: 15, OPEN: 2}[question]
        earned = await server.points(server.ann)
        wrong = []
        if first is not None and len(cards_of(server, f"round {first.id}")) > 2:
            wrong.append("doubled")
        if name in PASSING and (first is None or first.state is not RoundState.REVEALED):
            wrong.append(f"not revealed: {first and first.state}")
        if name in PASSING and earned != expected:
            wrong.append(f"{earned} points instead of {expected}")
        if await server.services.ledger.rebuild():
            wrong.append("the standings are not the sum of the awards")
        errors = [error for error in server.env.errors if not isinstance(error, UserError)]
        server.env._errors.clear()
        return wrong + [f"raised {error!r}" for error in errors]


@pytest.mark.parametrize("name", FAULTS)
async def test_a_request_that_fails_once_is_made_up_for(server_of, name):
    assert await faults_found(server_of, SINGLE, name) == []


@pytest.mark.parametrize("name", ["403", "404 channel", "time-out after it took effect"])
async def test_the_same_holds_for_an_open_question_with_its_thread(server_of, name):
    assert await faults_found(server_of, OPEN, name) == []
