"""`events`: CPU time from a gateway payload to the committed answer.

The baseline is discord.py dispatching the same payloads to an empty handler, in the same process
and in turn with Viva. Payloads arrive as they do in a busy minute: many at once.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.ext import commands
from discord.webhook.async_ import async_context

from bot.adapters.discord.answering import answer_items
from bot.adapters.discord.client import intents
from bot.adapters.discord.listeners import Listeners
from bot.domain.daily import Draft
from bot.domain.round import AnswerStyle
from bot.services.library import Library
from bot.services.wiring import wire
from bot.store.database import open_database
from tests.benchmarks.harness import Result, benchmark, best, folder
from tests.fakes import FakeClock, FakePublisher
from tests.payloads import press, reaction, server
from tests.questions import SINGLE, bank_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

GUILD, CHANNEL = 1 << 22, 2 << 22
BURST = 256
BURSTS = 12
TURNS = 5


class SilentAdapter:
    """Stands for the HTTP request that acknowledges an interaction, and costs nothing."""

    async def create_interaction_response(self, *_args: object, **_kwargs: object) -> dict:
        return {"interaction": {"id": "1", "type": 3}, "resource": None}


class EmptyHandlers(commands.Cog):
    """What discord.py dispatches to in the baseline."""

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None: ...


class EmptyButton(ui.DynamicItem, template=r"viva:a:(?P<round>\d+):(?P<position>\d)"):
    """The button of the baseline."""

    @classmethod
    async def from_custom_id(cls, interaction, item, match, /):
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None: ...


def client_of() -> commands.Bot:
    """A client as after a connection, with one server and one channel in its cache."""
    client = commands.Bot(
        command_prefix=commands.when_mentioned,
        intents=intents(message_content=True),
        help_command=None,
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
    )
    client.loop = asyncio.get_running_loop()
    state = client._connection
    state.loop = client.loop
    state.user = discord.ClientUser(
        state=state,
        data={"id": "9", "username": "viva", "discriminator": "0", "avatar": None, "bot": True},
    )
    state.application_id = 9
    state._add_guild_from_data(server(GUILD, {CHANNEL: "daily"}))
    return client


@asynccontextmanager
async def world(style: AnswerStyle) -> AsyncIterator[tuple]:
    """The services on a real file with one open round."""
    with folder() as place:
        async with open_database(place / "viva.db") as db:
            publisher = FakePublisher()
            services = wire(db, Library(bank_of(SINGLE)), publisher, FakeClock(), random.Random(1))
            draft = Draft(guild_id=GUILD, channel_id=CHANNEL, created_by=1, style=style)
            schedule = await services.schedules.add(draft)
            round_ = await services.schedules.post_now(GUILD, schedule.name)
            yield services, publisher, round_


async def settle() -> None:
    """Let everything that was dispatched finish."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


async def cpu(dispatch: Callable[[dict], None], payloads: list[list[dict]]) -> float:
    """CPU microseconds a payload, all threads of the process, over bursts."""
    count = sum(map(len, payloads))
    start = time.process_time()
    for burst in payloads:
        for payload in burst:
            dispatch(payload)
        await settle()
    return (time.process_time() - start) / count * 1e6


async def measured(
    viva: Callable[[dict], None], empty: Callable[[dict], None], make: Callable[[int], dict]
) -> tuple[float, float]:
    """Viva's and the baseline's CPU time a payload."""
    numbers = itertools.count(1)

    def bursts() -> list[list[dict]]:
        return [[make(next(numbers)) for _ in range(BURST)] for _ in range(BURSTS)]

    found = await best(
        {"viva": lambda: cpu(viva, bursts()), "empty": lambda: cpu(empty, bursts())}, turns=TURNS
    )
    return found["viva"], found["empty"]


async def reactions() -> Result:
    async with world(AnswerStyle.REACTIONS) as (services, publisher, round_):
        viva, empty = client_of(), client_of()

        async def recover() -> None: ...

        await viva.add_cog(Listeners(services.answers, services.rounds, publisher, recover))
        await empty.add_cog(EmptyHandlers())

        def make(number: int) -> dict:
            emoji = "🇦🇧🇨🇩"[(number // 1000) % 4]
            member_id = 1000 + number % 3000
            return reaction(GUILD, CHANNEL, round_.message_id, member_id, emoji)

        own, baseline = await measured(
            viva._connection.parse_message_reaction_add,
            empty._connection.parse_message_reaction_add,
            make,
        )
        stored = await services.answers.held(round_.id, 1001)
    assert stored is not None
    return Result("reaction", "CPU us/event", own, baseline, goal=4.0)


async def buttons() -> Result:
    async with world(AnswerStyle.BUTTONS) as (services, _, round_):
        viva, empty = client_of(), client_of()
        viva.add_dynamic_items(*answer_items(services.answers))
        empty.add_dynamic_items(EmptyButton)

        def make(number: int) -> dict:
            member_id, position = 1000 + number % 3000, (number // 1000) % 4
            custom_id = f"viva:a:{round_.id}:{position}"
            return press(
                GUILD, CHANNEL, round_.message_id, member_id, custom_id, interaction_id=number << 22
            )

        token = async_context.set(SilentAdapter())
        try:
            own, baseline = await measured(
                viva._connection.parse_interaction_create,
                empty._connection.parse_interaction_create,
                make,
            )
        finally:
            async_context.reset(token)
        stored = await services.answers.held(round_.id, 1001)
    assert stored is not None
    return Result("button", "CPU us/event", own, baseline, goal=2.5)


@benchmark("events")
async def run() -> list[Result]:
    """CPU time from a gateway payload to the committed answer, against an empty handler."""
    return [await reactions(), await buttons()]
