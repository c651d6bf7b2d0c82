"""The composition root: opens what Viva needs, wires it by hand, and lets go of it in the end."""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiolimiter import AsyncLimiter

from bot.adapters.clock import SystemClock
from bot.adapters.discord.client import (
    NO_INTENT,
    Viva,
    message_content_allowed,
    stay_connected,
    sync_commands,
)
from bot.adapters.discord.equipment import equipment
from bot.adapters.discord.publisher import DiscordPublisher
from bot.adapters.formulas import can_render
from bot.adapters.health import Metric, Vitals, serve_health
from bot.adapters.pictures.theme import DARK, THEMES
from bot.adapters.ticker import Job, Ticker
from bot.bank import load_bank
from bot.services.library import Library
from bot.services.wiring import wire
from bot.store.database import open_database
from bot.store.meta import MetaStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import datetime

    from discord import app_commands

    from bot.adapters.pictures.theme import Theme
    from bot.bank import Bank
    from bot.services.clock import Clock
    from bot.services.wiring import Services
    from bot.settings import Settings
    from bot.store.database import Database

log = logging.getLogger(__name__)

REQUESTS_PER_SECOND = 45
"""Discord allows 50 a second per bot; interaction answers do not count."""
AT_ONCE = 5
GRACE = 3.0
"""Seconds that requests in hand get to finish at a stop; the ticker takes up to 4 before, the
connection some after, and Docker kills after 10."""
COMMANDS_KEY = "commands"


class App:
    """Viva, wired and not yet connected.

    Args:
        client: the Discord client; to be started by whoever opened the app.
        services: the use cases.
        db: the store.
    """

    def __init__(self, client: Viva, services: Services, db: Database) -> None:
        self.client = client
        self.services = services
        self.db = db
        self.last_tick: datetime | None = None

    async def tick(self) -> None:
        """Do all that is due: claims, closings, deliveries, counts; return when it is done."""
        await self.services.tick()
        self.last_tick = self.services.clock.now()

    async def recover(self) -> None:
        """Catch up with what happened on Discord while no events came."""
        await self.services.rounds.recover()
        await self.services.leaving.look_for_servers()


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock,
    rng: random.Random,
    message_content: bool,
    limiter: AsyncLimiter | None = None,
) -> AsyncIterator[App]:
    """Open the bank and the database, and wire everything.

    Args:
        settings: where things are.
        clock: the time.
        rng: draws questions, option orders and nonces.
        message_content: whether the message-content intent may be used.
        limiter: paces requests to Discord; 45 a second when None.

    Raises:
        BankError: the bank has faults.
        StoreError: the database cannot be used.
    """
    async with (
        open_stores(settings, clock) as (library, db),
        assemble(
            library, db, clock=clock, rng=rng, message_content=message_content,
            shard_count=settings.shard_count, limiter=limiter, theme=THEMES[settings.pictures],
        ) as app,
    ):  # fmt: skip
        yield app


@asynccontextmanager
async def open_stores(settings: Settings, clock: Clock) -> AsyncIterator[tuple[Library, Database]]:
    """Open the bank and the database: what has to be in order before Discord is asked anything.

    Raises:
        BankError: the bank has faults.
        StoreError: the database cannot be used.
    """

    def load() -> Bank:
        today, cache = clock.now().date(), settings.cache
        return load_bank(settings.questions, can_render=can_render, today=today, cache=cache)

    library = Library(load(), load)
    log.info("%s questions in %s topics", len(library.bank.questions), len(library.bank.topics))
    async with open_database(settings.database) as db:
        yield library, db


@asynccontextmanager
async def assemble(
    library: Library,
    db: Database,
    *,
    clock: Clock,
    rng: random.Random,
    message_content: bool,
    shard_count: int | None,
    limiter: AsyncLimiter | None = None,
    freeze: bool = False,
    theme: Theme = DARK,
) -> AsyncIterator[App]:
    """Wire everything on a bank and a database; the rest is as in `open_app` and `Viva`."""
    client = Viva(message_content=message_content, shard_count=shard_count, freeze=freeze)
    limiter = limiter or pacing()
    publisher = DiscordPublisher(
        client, limiter, library.titles, reads_threads=message_content, theme=theme
    )
    services = wire(db, library, publisher, clock, rng, can_render=can_render)
    app = App(client, services, db)
    equip(app, publisher)
    await services.load()
    try:
        yield app
    finally:
        await services.deliveries.close(GRACE)
        await client.close()


def pacing() -> AsyncLimiter:
    """Return what keeps requests within Discord's limit: 45 a second, at most five at a time.

    A limiter lets through its fill at once and its rate besides, so within one second this comes
    to the 50 that are allowed.
    """
    return AsyncLimiter(AT_ONCE, AT_ONCE / REQUESTS_PER_SECOND)


def equip(app: App, publisher: DiscordPublisher) -> None:
    """Give the client its cogs and buttons."""
    services, meta = app.services, MetaStore(app.db)
    cogs, items = equipment(services, publisher, app.recover)

    async def set_up(tree: app_commands.CommandTree[Any]) -> None:
        remembered = await meta.get(COMMANDS_KEY)
        digest = await sync_commands(tree, remembered)
        if digest != remembered:
            await meta.set(COMMANDS_KEY, digest)
            log.info("commands told to Discord")

    app.client.equip(cogs=cogs, items=items, set_up=set_up)


async def run(settings: Settings) -> None:
    """Run Viva on Discord until cancelled.

    Raises:
        ConfigError: the token, the bank, the database or a port has to be mended.
        Unreachable: Discord cannot be reached now.
    """
    token = settings.token.get_secret_value() if settings.token else ""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        library, db = await stack.enter_async_context(open_stores(settings, clock))
        message_content = await message_content_allowed(token)
        if not message_content:
            log.warning(NO_INTENT)
        app = await stack.enter_async_context(
            assemble(
                library, db, clock=clock, rng=random.SystemRandom(),
                message_content=message_content, shard_count=settings.shard_count, freeze=True,
                theme=THEMES[settings.pictures],
            )
        )  # fmt: skip
        if settings.health_port:
            await stack.enter_async_context(serve_health(settings.health_port, vitals(app), clock))
        ticker = Ticker(jobs(app))
        await app.client.login(token)
        running = asyncio.create_task(stay_connected(app.client), name="gateway")
        stack.push_async_callback(_end, running)
        await _ready(app, running)
        log.info("ready as %s in %s servers", app.client.user, len(app.client.guilds))
        ticker.start()
        stack.push_async_callback(ticker.stop)
        await running


def jobs(app: App) -> list[Job]:
    """Return what recurs. Sending never keeps the next second's claims waiting."""

    async def claim() -> None:
        await app.services.claim_and_close()
        app.last_tick = app.services.clock.now()

    async def look_back() -> None:
        await app.services.look_back()

    async def plan() -> None:
        await app.services.daily.look_ahead(app.services.clock.now())

    async def revise() -> None:
        await app.services.revisions.run()

    async def count() -> None:
        await app.services.counts.run(app.services.clock.now())

    async def forget() -> None:
        await app.services.leaving.run(app.services.clock.now())

    return [
        Job("look back", 1, look_back),
        Job("claim", 1, claim),
        Job("deliver", 1, app.services.deliveries.pump),
        Job("plan", 1, plan),
        Job("revise", 1, revise),
        Job("count", 1, count),
        Job("forget", 5, forget),
    ]


def vitals(app: App) -> Vitals:
    """Return where `/health` reads the signs of life."""

    async def ask() -> None:
        await MetaStore(app.db).get(COMMANDS_KEY)

    def metrics() -> Iterable[Metric]:
        servers = len(app.client.guilds)
        yield Metric("viva_servers", "gauge", "Servers Viva is in.", servers)
        commits = app.db.writer.commits
        yield Metric("viva_commits_total", "counter", "Transactions committed.", commits)

    def connected() -> bool:
        shards = app.client.shards.values()
        return app.client.is_ready() and not any(shard.is_closed() for shard in shards)

    return Vitals(connected, lambda: app.last_tick, ask, metrics)


async def _ready(app: App, running: asyncio.Task[None]) -> None:
    """Wait until the gateway is ready, or has failed."""
    ready = asyncio.create_task(app.client.wait_until_ready())
    try:
        await asyncio.wait([ready, running], return_when=asyncio.FIRST_COMPLETED)
        for done in (running, ready):
            if done.done():
                done.result()
    finally:
        ready.cancel()


async def _end(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
