"""The real bot in a simulated Discord: arrange a server, act as its members, see what they see."""

from __future__ import annotations

import itertools
import random
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord
import pytest
import simcord

from bot.adapters.discord.calls import Unpaced
from bot.adapters.discord.cards import REACTIONS
from bot.app import open_app
from bot.domain.daily import Draft
from bot.errors import PublishError, UserError
from bot.settings import Settings
from tests.banks import write_bank
from tests.databases import place
from tests.questions import SINGLE
from tests.recording import record

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from simcord import ChannelHandle, MemberActor

    from bot.app import App
    from bot.domain.question import Question
    from bot.domain.round import Round

BOT_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    add_reactions=True,
    read_message_history=True,
    create_public_threads=True,
    send_messages_in_threads=True,
    manage_messages=True,
    manage_threads=True,
)


class SimClock:
    """Simcord's time, so that interactions, messages and Viva agree."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def now(self) -> datetime:
        return self.env.now() if self.env else datetime(2026, 1, 1, tzinfo=UTC)


class Server:
    """A Discord server with Viva in it."""

    def __init__(
        self,
        folder: Path,
        questions: tuple[Question, ...],
        *,
        message_content: bool,
        tracks: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._settings = Settings(
            _env_file=None,
            database=folder / "viva.db",
            questions=write_bank(folder / "questions", *questions, tracks=tracks),
            health_port=0,
            shard_count=1,
        )
        self._message_content = message_content
        self._opened = AsyncExitStack()
        self.clock = SimClock()
        self.app: App
        self.env: simcord.Env

    def settle_in(self, env: simcord.Env) -> None:
        """Arrange the server, its channel and its people."""
        self.env = self.clock.env = env
        self.guild = env.create_guild("ML Study Group")
        self.guild.create_role("Viva", permissions=BOT_PERMISSIONS)
        self.channel = self.guild.create_text_channel("daily-question")
        managing = discord.Permissions(manage_guild=True)
        admins = self.guild.create_role("Admins", permissions=managing)
        self.admin = self.join("admin", roles=[admins])
        self.ann, self.bob = self.join("ann"), self.join("bob")

    @property
    def services(self):
        return self.app.services

    @property
    def questions(self) -> Path:
        """The folder of the bank."""
        return self._settings.questions

    async def open(self) -> None:
        place(self._settings.database)
        self.app = await self._opened.enter_async_context(
            open_app(
                self._settings,
                clock=self.clock,
                rng=random.Random(7),
                message_content=self._message_content,
                limiter=Unpaced(),
            )
        )

    async def restart(self) -> None:
        """Stop the process and start another: only the database and Discord remain."""
        await self._opened.aclose()
        self._opened = AsyncExitStack()
        await self.open()
        await self.env.restart_bot(self.app.client)

    async def close(self) -> None:
        await self._opened.aclose()

    async def tick(self, **later: float) -> None:
        """Let time pass and do what is due."""
        if later:
            await self.env.advance_time(timedelta(**later).total_seconds())
        await self.app.tick()
        await self.env.settle()

    async def until(self, instant: datetime) -> None:
        """Let time pass up to an instant and do what is due."""
        await self.tick(seconds=(instant - self.clock.now()).total_seconds())

    def join(self, name: str, **options: object) -> MemberActor:
        return self.guild.add_member(self.env.create_user(name), **options)

    async def schedule(self, **changes: object):
        draft = Draft(
            guild_id=self.guild.id,
            channel_id=self.channel.id,
            created_by=self.admin.id,
            **changes,
        )
        return await self.services.schedules.add(draft)

    async def open_round(self, **changes: object) -> Round:
        """Set a schedule up and wait for its first post."""
        schedule = await self.schedule(**changes)
        await self.until(schedule.next_at)
        (round_,) = await self.services.history.current(self.guild.id)
        return round_

    def card(self, round_: Round) -> discord.Message:
        return self.message(self.channel, round_.message_id)

    def message(self, channel: ChannelHandle, message_id: int) -> discord.Message:
        return next(m for m in channel.history() if m.id == message_id)

    def thread(self, round_: Round) -> ChannelHandle:
        return next(t for t in self.channel.threads if t.id == round_.thread_id)

    async def react(self, member: MemberActor, round_: Round, position: int) -> None:
        await member.react(self.card(round_), REACTIONS[position])

    async def refetch(self, round_: Round) -> Round:
        return await self.services.answers.find(round_.id)

    async def points(self, member: MemberActor) -> int:
        stats = await self.services.profiles.profile(self.guild.id, member.id)
        return stats.sums.points if stats.sums else 0


def text_of(message: discord.Message | simcord.ResponseMessage) -> str:
    """Return all that a message says, also in Components V2."""
    if isinstance(message, simcord.ResponseMessage):
        message = message.message
    parts = [message.content]
    stack = list(message.components)
    while stack:
        component = stack.pop(0)
        parts.append(getattr(component, "content", "") or "")
        inner = list(getattr(component, "children", ()))
        accessory = getattr(component, "accessory", None)
        stack[:0] = [*inner, *([accessory] if accessory else [])]
    return "\n".join(part for part in parts if part)


def raise_bugs(env: simcord.Env) -> None:
    """Raise what the bot raised, but for refusals that the one who acted was told of."""
    causes = [getattr(error, "original", error) for error in env.errors]
    bugs = [error for error in causes if not isinstance(error, UserError | PublishError)]
    if bugs:
        raise BaseExceptionGroup("the bot raised errors", bugs)


@pytest.fixture
def server_of(tmp_path: Path):
    """Make servers whose bank has the questions given."""
    count = itertools.count()

    @asynccontextmanager
    async def make(
        *questions: Question,
        message_content: bool = True,
        tracks: Mapping[str, Sequence[str]] | None = None,
        **options: object,
    ) -> AsyncIterator[Server]:
        folder = tmp_path / str(next(count))
        server = Server(
            folder, questions or (SINGLE,), message_content=message_content, tracks=tracks
        )
        await server.open()
        env = simcord.Env(server.app.client, **options)
        try:
            await env.start()
            server.settle_in(env)
            with env.time_context():
                yield server
            raise_bugs(env)
        finally:
            record(env)
            await env.shutdown()
            await server.close()

    return make
