"""The real app on simcord: a server with members, set up, with a week behind it."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import simcord

from bot.adapters.discord.calls import Unpaced
from bot.app import open_app
from bot.demo.cast import CHARACTERS
from bot.demo.clock import DemoClock
from bot.demo.director import Director
from bot.demo.players import Players
from bot.demo.scribe import Scribe
from bot.demo.seat import Seat
from bot.demo.world import Person, World
from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime
    from pathlib import Path

    import discord
    from discord import app_commands

    from bot.app import App
    from bot.domain.quiz import Quiz
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.settings import Settings

GUILD = "ML Study Group"
CHANNEL = "daily-question"
PRIVATE_CHANNEL = "senior-round"
"""Where answers are given with buttons, so that nobody sees them."""
QUIZ_CHANNEL = "quiz-night"
"""Where live quizzes may be played without disturbing the daily question."""
WINDOW = "10h"
"""Short enough that a question closes well before the next one."""
DAYS = 7
"""Days of history."""
QUARTER = timedelta(minutes=15)
RECENT = timedelta(minutes=10)
"""The open question was posted at the last full quarter of an hour before so long ago."""
SOON = timedelta(minutes=3)
"""Those who have not answered the open question yet do so within this time."""
TALK = (
    "Second round on Thursday. They said system design, so I will live in that topic this week.",
    "Good luck! Ask them how they evaluate, that always gets a good conversation going.",
    "I have added the daily question to my morning coffee.",
)
"""What was said in #general."""
_PATIENCE = 10
"""Seconds the bot may take to settle."""


class Running:
    """The app as the demo's other parts know it (`Host` and `Stage`)."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._guild_id = 0

    def play_in(self, guild_id: int) -> None:
        """Say which server it is about."""
        self._guild_id = guild_id

    @property
    def client(self) -> discord.Client:
        """The client that simcord runs."""
        return self._app.client

    @property
    def tree(self) -> app_commands.CommandTree[discord.Client]:
        """The client's commands."""
        return self._app.client.tree

    async def tick(self) -> None:
        """Do everything that is due."""
        await self._app.tick()

    async def open_rounds(self) -> Sequence[Round]:
        """Return the rounds that take answers."""
        return await self._app.services.history.current(self._guild_id)

    async def quizzes(self) -> Sequence[tuple[Quiz, Round | None]]:
        """Return the quizzes that are being played, each with its open question."""
        services = self._app.services
        playing = await services.quizzes.playing(self._guild_id)
        return [(quiz, await services.quiz_runner.in_play(quiz)) for quiz in playing]

    async def schedules(self) -> Sequence[str]:
        """Return the names of the schedules."""
        return await self._app.services.schedules.names(self._guild_id)

    async def next_post(self) -> datetime | None:
        """Return when the next question is due; None when nothing is scheduled."""
        return await self._app.services.history.next_at(self._guild_id)

    def find(self, round_id: int) -> Round | None:
        """Return an open round."""
        return self._app.services.answers.by_id(round_id)


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything the page's server needs."""

    world: World
    scribe: Scribe
    director: Director
    running: Running


@asynccontextmanager
async def open_demo(
    settings: Settings, home: Path, base: Clock, rng: random.Random, *, days: int = DAYS
) -> AsyncIterator[Demo]:
    """Start the app in a simulated server, and play the past week.

    Args:
        settings: the operator's; the database and what concerns the real Discord is replaced.
        home: a directory for the database.
        base: the clock that the demo's clock follows, normally the real one.
        rng: chance, for the questions and for the members.
        days: how many days of history to play.

    Raises:
        ConfigError: the bank has faults, or the server could not be set up.
    """
    present = _present(base.now(), days)
    posted = _last_quarter(present - RECENT)
    clock = DemoClock(base, posted - timedelta(days=days) - QUARTER)
    replaced = {"token": None, "database": home / "viva.db", "health_port": 0, "shard_count": 1}
    replaced["cache"] = None  # nothing is kept
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(
            open_app(
                settings.model_copy(update=replaced),
                clock=clock,
                rng=rng,
                message_content=True,
                limiter=Unpaced(),
            )
        )
        env = simcord.Env(app.client, settle_timeout=_PATIENCE)
        await env.start()
        stack.push_async_callback(env.shutdown)
        await env.advance_time((clock.now() - env.now()).total_seconds())
        demo = await _build(app, env, clock, rng)
        async with demo.world.turn():
            await _set_up(demo, posted)
            await demo.director.pass_time(posted)
            await demo.director.pass_time(present)
            demo.director.hurry(SOON)
        yield demo


def _present(now: datetime, days: int) -> datetime:
    """Return where the demo's clock is once the page opens: now, if the month is old enough.

    In the first days of a month it is ahead, because boards go by the month and should have
    the whole history.
    """
    return now.replace(day=max(now.day, days + 2))


def _last_quarter(instant: datetime) -> datetime:
    return instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)


async def _build(app: App, env: simcord.Env, clock: DemoClock, rng: random.Random) -> Demo:
    boss = env.create_user("you", global_name="You")
    guild = env.create_guild(GUILD, owner=boss)
    guild.create_text_channel("general", topic="Talk about anything")
    guild.create_text_channel(CHANNEL, topic="One interview question a day; votes are public")
    guild.create_text_channel(PRIVATE_CHANNEL, topic="Harder ones; answers stay private")
    guild.create_text_channel(
        QUIZ_CHANNEL, topic="Type /quiz start, let the others join, and press Start now"
    )
    guild.create_role("Daily question", mentionable=True)
    people = [Person(guild.add_member(boss), "You", "owns the server", admin=True)]
    characters = {}
    for character in CHARACTERS:
        actor = guild.add_member(env.create_user(character.user, global_name=character.name))
        people.append(Person(actor, character.name, character.note))
        characters[actor.id] = character
    await env.settle()
    running = Running(app)
    running.play_in(guild.id)
    world = World(env, guild, tuple(people), running, clock, home=CHANNEL)
    # Their own chance, so that what they do never changes which questions are drawn.
    chance = random.Random(rng.getrandbits(64))
    scribe = Scribe(app.client, {person.id: person.name for person in people})
    players = Players(world, characters, running.find, hide=scribe.hide, rng=chance)
    return Demo(world, scribe, Director(world, running, players), running)


async def _set_up(demo: Demo, first: datetime) -> None:
    """Have the admin add the schedules, and others talk."""
    world = demo.world
    general, public, private, _quiz = world.channels()
    common = {"time": first.strftime("%H:%M"), "zone": "UTC", "window": WINDOW}
    harder = {"name": "senior", "style": "buttons", "easiest": 3, "thread": "never"}
    admin = Seat(world.admin, general)
    for options in ({"channel": public}, {"channel": private, **harder}):
        result = await admin.slash("schedule add", common | options)
        # A week later nobody has the receipt on their screen any more.
        demo.scribe.hide([answer.id for answer in (result.response,) if answer])
    if await demo.running.next_post() is None:
        raise ConfigError("The demo's server could not be set up; see the log for the reason.")
    for person, text in zip(world.people[1:], TALK, strict=False):
        await Seat(person, general).send(text)
