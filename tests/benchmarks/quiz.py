"""`quiz`: 200 members press a button of a quiz's question within the same instant.

Viva takes each press from the gateway payload to the committed answer and its receipt. The baseline
is discord.py dispatching the same payloads to an empty handler. Each burst is a question of its
own, so that every press is a first answer. The HTTP request of the receipt costs nothing here, as
the baseline sends none.
"""

from __future__ import annotations

import itertools
import random
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord.webhook.async_ import async_context

from bot.adapters.discord.answering import answer_items
from bot.domain.quiz import Mode, QuizDraft
from bot.domain.round import AnswerStyle
from bot.services.library import Library
from bot.services.quiz_running import COUNTDOWN
from bot.services.wiring import wire
from bot.store.answers import AnswerStore
from bot.store.database import open_database
from bot.store.rounds import RoundStore
from tests.benchmarks.events import (
    CHANNEL,
    GUILD,
    EmptyButton,
    SilentAdapter,
    client_of,
    settle,
)
from tests.benchmarks.harness import Result, benchmark, best, folder
from tests.fakes import FakeClock, FakePublisher
from tests.payloads import press
from tests.questions import SINGLE, bank_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.domain.round import Round

MEMBERS = 200
BURSTS = 12
TURNS = 5


@asynccontextmanager
async def world() -> AsyncIterator[tuple]:
    """The services on a real file, and an open question for every burst."""
    with folder() as place:
        async with open_database(place / "viva.db") as db:
            clock = FakeClock()
            services = wire(
                db, Library(bank_of(SINGLE)), FakePublisher(clock), clock, random.Random(1)
            )
            for number in range(BURSTS * TURNS):
                # A server each: no question is open twice in one.
                quiz = await services.quizzes.open_lobby(draft(number))
                await services.quizzes.begin(quiz.id, 1, moderator=False)
            clock.advance(seconds=COUNTDOWN.total_seconds())
            await services.tick()
            asked = await RoundStore(db).live(0, 500)
            assert len(asked) == BURSTS * TURNS
            yield services, AnswerStore(db), asked


def draft(number: int) -> QuizDraft:
    return QuizDraft(
        guild_id=GUILD + number,
        channel_id=CHANNEL + number,
        host_id=1,
        mode=Mode.EVERYONE,
        style=AnswerStyle.BUTTONS,
    )


def presses(round_: Round) -> list[dict]:
    """Everyone's press, two seconds after the question was posted."""
    at = discord.utils.time_snowflake(round_.opens_at + timedelta(seconds=2))
    return [
        press(
            GUILD, CHANNEL, round_.message_id, 1000 + n, f"viva:a:{round_.id}:{n % 4}",
            interaction_id=at + n,
        )
        for n in range(MEMBERS)
    ]  # fmt: skip


class Contestant:
    """One that presses are dispatched to, question after question."""

    def __init__(self, dispatch: Callable[[dict], None], asked: list[Round]) -> None:
        self._dispatch = dispatch
        self._left = iter(asked)
        self.fastest = float("inf")
        """Seconds a press by the clock on the wall, in the best turn."""

    async def turn(self) -> float:
        """Return the CPU microseconds a press, all threads of the process."""
        bursts = [presses(round_) for round_ in itertools.islice(self._left, BURSTS)]
        count = MEMBERS * len(bursts)
        start, began = time.process_time(), time.perf_counter()
        for burst in bursts:
            for payload in burst:
                self._dispatch(payload)
            await settle()
        spent = time.process_time() - start
        self.fastest = min(self.fastest, (time.perf_counter() - began) / count)
        return spent / count * 1e6


async def contest(viva: Contestant, empty: Contestant) -> list[Result]:
    token = async_context.set(SilentAdapter())
    try:
        found = await best({"viva": viva.turn, "empty": empty.turn}, turns=TURNS)
    finally:
        async_context.reset(token)
    case = f"{MEMBERS} at once"
    return [
        Result(case, "CPU us/answer", found["viva"], found["empty"], goal=2.5),
        Result(case, "answers/s", 1 / viva.fastest, 1 / empty.fastest),
    ]


@benchmark("quiz")
async def run() -> list[Result]:
    """200 presses at once, committed and acknowledged, against an empty handler."""
    async with world() as (services, answers, asked):
        own, other = client_of(), client_of()
        own.add_dynamic_items(*answer_items(services.answers))
        other.add_dynamic_items(EmptyButton)
        results = await contest(
            Contestant(own._connection.parse_interaction_create, asked),
            Contestant(other._connection.parse_interaction_create, asked),
        )
        for round_ in asked:
            assert len(await answers.of_round(round_.id)) == MEMBERS
    return results
