"""The real app on simcord: a server with members, and its past played."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import simcord

from bot.adapters.discord.calls import Unpaced
from bot.app import open_app
from bot.demo.cast import CHARACTERS, VISITOR
from bot.demo.clock import DemoClock
from bot.demo.director import Director
from bot.demo.hands import BehindTheScenes, ByHand
from bot.demo.players import Players
from bot.demo.scribe import Scribe
from bot.demo.story import (
    CHAMPION,
    CHANNEL,
    DAY,
    EARLIER,
    PRIVATE_CHANNEL,
    QUARTER,
    Storyteller,
)
from bot.demo.world import Person, World
from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    import discord
    from discord import app_commands

    from bot.app import App
    from bot.demo.cast import Character
    from bot.demo.hands import Hands
    from bot.domain.quiz import Quiz
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.settings import Settings

GUILD = "ML Study Group"
QUIZ_CHANNEL = "quiz-night"
"""Where live quizzes may be played without disturbing the daily question."""
DAYS = 7
"""Days of history that the members answer by hand."""
AGE = timedelta(days=30)
"""How old the accounts are when the history begins: new ones are not ranked."""
RECENT = timedelta(minutes=10)
"""The open question was posted at the last full quarter of an hour before so long ago."""
SOON = timedelta(minutes=3)
"""Those who have not answered the open question yet do so within this time."""
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

    async def season_end(self) -> datetime:
        """Return when the season that runs is over."""
        return (await self._app.services.seasons.now(self._guild_id)).season.ends_at

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
    settings: Settings,
    home: Path,
    base: Clock,
    rng: random.Random,
    *,
    days: int = DAYS,
    whole: bool = True,
) -> AsyncIterator[Demo]:
    """Start the app in a simulated server, and play its past.

    Args:
        settings: the operator's; the database and what concerns the real Discord is replaced.
        home: a directory for the database.
        base: the clock that the demo's clock follows, normally the real one.
        rng: chance, for the questions and for the members.
        days: how many days the members answer by hand.
        whole: whether to play what came before as well, with a season that is over.

    Raises:
        ConfigError: the bank has faults, or the server could not be set up.
    """
    present = base.now()
    posted = _last_quarter(present - RECENT)
    begin = posted - days * DAY - QUARTER - (EARLIER if whole else timedelta())
    clock = DemoClock(base, begin)
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
        await env.advance_time(max((begin - AGE - env.now()).total_seconds(), 0))
        people = await _gather(env)
        await env.advance_time((clock.now() - env.now()).total_seconds())
        demo, story = _build(app, env, people, clock, rng=rng, posted=posted)
        async with demo.world.turn():
            await story.tell(days, whole=whole)
            if await demo.running.next_post() is None:
                raise ConfigError(
                    "The demo's server could not be set up; see the log for the reason."
                )
            await demo.director.pass_time(present)
            demo.director.hurry(SOON)
        yield demo


def _last_quarter(instant: datetime) -> datetime:
    return instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class _People:
    """The server with those who are in it."""

    guild: simcord.GuildHandle
    people: tuple[Person, ...]
    characters: Mapping[int, Character]


async def _gather(env: simcord.Env) -> _People:
    """Make the server and everybody in it; what is made now is as old as simcord's time."""
    boss = env.create_user("you", global_name="You")
    guild = env.create_guild(GUILD, owner=boss)
    guild.create_text_channel("general", topic="Talk about anything; seasons end here")
    guild.create_text_channel(CHANNEL, topic="One interview question a day; votes are public")
    guild.create_text_channel(PRIVATE_CHANNEL, topic="Harder ones; answers stay private")
    guild.create_text_channel(
        QUIZ_CHANNEL, topic="Type /quiz start, let the others join, and press Start now"
    )
    guild.create_role("Daily question", mentionable=True)
    guild.create_role(CHAMPION)
    people = [Person(guild.add_member(boss), "You", "owns the server", admin=True)]
    characters = {people[0].id: VISITOR}
    for character in CHARACTERS:
        actor = guild.add_member(env.create_user(character.user, global_name=character.name))
        people.append(Person(actor, character.name, character.note))
        characters[actor.id] = character
    await env.settle()
    return _People(guild, tuple(people), characters)


def _build(
    app: App,
    env: simcord.Env,
    people: _People,
    clock: DemoClock,
    *,
    rng: random.Random,
    posted: datetime,
) -> tuple[Demo, Storyteller]:
    running = Running(app)
    running.play_in(people.guild.id)
    world = World(env, people.guild, people.people, running, clock, home=CHANNEL)
    # Their own chance, so that what they do never changes which questions are drawn.
    chance = random.Random(rng.getrandbits(64))
    scribe = Scribe(app.client, {person.id: person.name for person in people.people})

    def players(hands: Hands) -> Players:
        return Players(world, people.characters, running.find, hands=hands, rng=chance)

    by_hand = players(ByHand(world, hide=scribe.hide, rng=chance))
    early = players(BehindTheScenes(app.services.answers, chance))
    director = Director(world, running, by_hand)
    story = Storyteller(world, scribe, Director(world, running, early), director, by_hand, posted)
    return Demo(world, scribe, director, running), story
