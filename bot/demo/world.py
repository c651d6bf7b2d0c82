"""The simulated server: who is in it, and the one way to do anything in it.

Everything that touches simcord happens inside `World.turn()`. It holds the one lock (simcord
refuses actors that overlap), brings simcord's own time up to the demo's clock, lets the bot finish
what it started, and then tells the open pages to look again.

About `App.tick()`: call it inside a turn and NOT from bot-owned work. It needs no special scope:
what it sends reaches simcord's backend directly, the gateway events that follow are handled as bot
work, and the `settle()` after it waits for those. A tick must not wait on a queue or an event that
only a later call would set. The scheduler that fires ticks in `viva run` must not run here.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.demo.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    import discord
    from discord import app_commands
    from simcord import ChannelHandle, Env, GuildHandle, MemberActor

    from bot.demo.clock import DemoClock

log = logging.getLogger(__name__)

_LATE = 0.001
"""Seconds by which simcord's time may be behind the demo's clock at the start of a turn."""


class Host(Protocol):
    """The bot that is shown."""

    @property
    def client(self) -> discord.Client:
        """The client that simcord runs."""
        ...

    @property
    def tree(self) -> app_commands.CommandTree[discord.Client]:
        """The client's commands."""
        ...

    async def tick(self) -> None:
        """Do everything that is due."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the page can act as."""

    actor: MemberActor
    name: str
    note: str
    """What the member switch says about them."""
    admin: bool = False

    @property
    def id(self) -> int:
        """The Discord user id."""
        return self.actor.id


class World:
    """The simulated server with its people.

    Args:
        env: simcord's running environment.
        guild: the server that is shown.
        people: who the page can act as, the admin first.
        host: the bot.
        clock: the demo's clock.
        home: the name of the channel that a new page shows.
    """

    def __init__(
        self,
        env: Env,
        guild: GuildHandle,
        people: tuple[Person, ...],
        host: Host,
        clock: DemoClock,
        *,
        home: str,
    ) -> None:
        self.env = env
        self.guild = guild
        self.people = people
        self.host = host
        self.clock = clock
        self._home = home
        self._lock = asyncio.Lock()
        self._onlookers: list[Callable[[], Awaitable[None]]] = []

    @property
    def admin(self) -> Person:
        """The member who owns the server."""
        return self.people[0]

    def person(self, member_id: int) -> Person:
        """Return the member with that id.

        Raises:
            DemoError: nobody has that id.
        """
        for person in self.people:
            if person.id == member_id:
                return person
        raise DemoError("There is no such member in this demo.")

    def roles(self, person: Person) -> list[str]:
        """Return the names of the roles that a person has."""
        held = self.env.backend.get_member(self.guild.id, person.id).role_ids
        roles = self.guild.roles.values()
        return [role.name for role in roles if role.id in held and role.id != self.guild.id]

    @property
    def home(self) -> ChannelHandle:
        """The channel that a new page shows."""
        channels = self.guild.channels
        return channels.get(self._home) or next(iter(channels.values()))

    def channels(self) -> list[ChannelHandle]:
        """Return the server's channels, without threads, in their order."""
        return list(self.guild.channels.values())

    def channel(self, channel_id: int, person: Person) -> ChannelHandle:
        """Return a channel, a thread, or the person's direct messages with the bot.

        Raises:
            DemoError: there is no such channel, or it is somebody else's.
        """
        for channel in self.channels():
            for place in (channel, *channel.threads):
                if place.id == channel_id:
                    return place
        direct = person.actor.user.dm_channel
        if direct.id == channel_id:
            return direct
        raise DemoError("There is no such channel any more.")

    def watch(self, onlooker: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        """Have a coroutine function called after every turn, still inside it.

        Returns:
            A function that ends this.
        """
        self._onlookers.append(onlooker)
        return lambda: self._onlookers.remove(onlooker)

    @asynccontextmanager
    async def turn(self, *, quiet: bool = False) -> AsyncIterator[None]:
        """Do something in the simulated Discord; see the module.

        Args:
            quiet: do not bother the pages when the bot sent nothing.
        """
        async with self._lock:
            with self.env.time_context():
                requests = len(self.env.http_requests)
                await self.keep_time()
                try:
                    yield
                finally:
                    await self._finish()
                    if not quiet or len(self.env.http_requests) > requests:
                        await self._show()

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[None]:
        """Look at the simulated Discord without changing it."""
        async with self._lock:
            with self.env.time_context():
                yield

    async def tick(self) -> None:
        """Move time on to the demo's clock and let the bot do what is due; only inside a turn."""
        await self.keep_time()
        await self.host.tick()
        await self.env.settle()

    async def _finish(self) -> None:
        try:
            await self.env.settle()
        except TimeoutError as error:
            log.warning("The bot is still busy: %s", error)

    async def _show(self) -> None:
        for onlooker in tuple(self._onlookers):
            await onlooker()

    async def keep_time(self) -> None:
        """Move simcord's time on to the demo's clock; only inside a turn."""
        late = (self.clock.now() - self.env.now()).total_seconds()
        if late > _LATE:
            await self.env.advance_time(late)
