"""Services that hold state in memory, for clients that talk to a simulated Discord."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import discord
import simcord

from bot.adapters.discord.answering import Submissions, answer_items
from bot.adapters.discord.calls import Unpaced
from bot.adapters.discord.client import Viva
from bot.adapters.discord.listeners import Listeners
from bot.adapters.discord.publisher import DiscordPublisher
from bot.domain.arranging import letters_of
from bot.domain.question import Question, QuestionType
from bot.domain.round import LETTERS, Round, RoundState
from bot.errors import RoundClosed, Unreadable
from bot.services.answers import Receipt
from bot.store.answers import Source
from tests.questions import SINGLE
from tests.recording import record
from tests.unit.adapters.rounds import TITLES, round_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from discord.ext import commands


class FakeAnswers:
    """Keeps answers as the real service does, without a database."""

    def __init__(self) -> None:
        self.rounds: dict[int, Round] = {}
        self.choices: dict[int, set[int]] = {}
        self.texts: dict[int, str] = {}
        self.sources: list[Source] = []
        self.orders: dict[int, tuple[int, ...]] = {}
        self.posts: dict[int, tuple[int, str]] = {}
        self.cleared: list[int | None] = []
        self.error: Exception | None = None

    def by_id(self, round_id: int) -> Round | None:
        return self.rounds.get(round_id)

    def by_message(self, message_id: int) -> Round | None:
        return next((r for r in self.rounds.values() if r.message_id == message_id), None)

    def by_thread(self, thread_id: int) -> Round | None:
        return next((r for r in self.rounds.values() if r.thread_id == thread_id), None)

    async def _open(self, round_id: int) -> Round:
        if self.error is not None:
            raise self.error
        round_ = self.rounds[round_id]
        if round_.state is not RoundState.OPEN:
            raise RoundClosed("Too late: this question is closed.")
        return round_

    async def choose(
        self,
        round_id: int,
        member_id: int,
        position: int,
        *,
        source: Source,
        at: datetime | None = None,
    ) -> Receipt:
        round_ = await self._open(round_id)
        self.sources.append(source)
        before = self.choices.get(member_id, set())
        if round_.question.type is QuestionType.MULTIPLE:
            now = before | {position} if source is Source.REACTION else before ^ {position}
            replaced = None
        else:
            now, replaced = {position}, next(iter(before - {position}), None)
        self.choices[member_id] = now
        held = tuple(sorted(now))
        return Receipt(round_, held, replaced, ", ".join(LETTERS[p] for p in held))

    async def withdraw(self, round_id: int, member_id: int, position: int) -> None:
        self.choices.get(member_id, set()).discard(position)

    async def withdraw_all(self, round_id: int, position: int | None = None) -> None:
        self.cleared.append(position)

    async def submit(
        self,
        round_id: int,
        member_id: int,
        text: str,
        *,
        source: Source = Source.MODAL,
        at: datetime | None = None,
    ) -> Receipt:
        round_ = await self._open(round_id)
        if text == "gibberish":
            raise Unreadable("I could not read a number there.")
        self.texts[member_id] = text
        return Receipt(round_, (), None, text)

    async def arrange(
        self, round_id: int, member_id: int, places: Sequence[int], *, at: datetime | None = None
    ) -> Receipt:
        round_ = await self._open(round_id)
        self.orders[member_id] = tuple(places)
        return Receipt(round_, tuple(places), None, letters_of(places))

    async def held(self, round_id: int, member_id: int) -> Receipt | None:
        if places := self.orders.get(member_id):
            return Receipt(self.rounds[round_id], places, None, letters_of(places))
        text = self.texts.get(member_id)
        return Receipt(self.rounds[round_id], (), None, text) if text else None

    async def thread_written(self, thread_id: int, post: object) -> None:
        self.posts[post.message_id] = (post.member_id, post.content)

    async def thread_deleted(self, thread_id: int, message_ids: set[int]) -> None:
        for message_id in message_ids:
            self.posts.pop(message_id, None)

    def close(self, round_: Round) -> Round:
        closed = replace(round_, state=RoundState.CLOSED)
        self.rounds[round_.id] = closed
        return closed


class FakeRounds:
    """Notes what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []

    async def messages_deleted(self, message_ids: list[int]) -> None:
        self.told.append(("messages", sorted(message_ids)))

    async def thread_deleted(self, thread_id: int) -> None:
        self.told.append(("thread", thread_id))

    async def channel_deleted(self, channel_id: int) -> None:
        self.told.append(("channel", channel_id))

    async def guild_removed(self, guild_id: int) -> None:
        self.told.append(("guild removed", guild_id))

    async def guild_joined(self, guild_id: int) -> None:
        self.told.append(("guild joined", guild_id))

    async def reactions_cleared(self, message_id: int) -> None:
        self.told.append(("cleared", message_id))

    async def member_left(self, guild_id: int, member_id: int) -> None:
        self.told.append(("left", member_id))

    async def member_joined(self, guild_id: int, member_id: int) -> None:
        self.told.append(("joined", member_id))

    async def recover(self) -> None:
        self.told.append(("recover", None))


@dataclass
class World:
    """A server with Viva, two members and a channel."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ann: simcord.MemberActor
    bob: simcord.MemberActor
    answers: FakeAnswers
    rounds: FakeRounds
    publisher: DiscordPublisher
    seen: int = 0
    """How many errors of the bot the test has looked at; others fail it."""

    def errors(self) -> list[BaseException]:
        """What the bot raised."""
        self.seen = self.env.error_cursor
        return self.env.errors

    async def post(self, question: Question = SINGLE, **changes: object) -> Round:
        """Post a round and know it as open; for reactions, the letters are seeded."""
        now = self.env.now()
        place = {"guild_id": self.guild.id, "channel_id": self.channel.id}
        drawn = round_of(question, **(place | {"opens_at": now} | changes))
        round_ = replace(drawn, message_id=await self.publisher.post(drawn))
        self.answers.rounds[round_.id] = round_
        await self.publisher.seed(round_)
        await self.env.settle()
        return round_

    def message(self, round_: Round):
        """The round's card as members see it."""
        return next(m for m in self.channel.history() if m.id == round_.message_id)

    def reactions(self, round_: Round) -> dict[str, int]:
        return {str(r.emoji): r.count for r in self.message(round_).reactions}

    def channel_without(self, *permissions: str) -> simcord.ChannelHandle:
        """A channel in which Viva lacks permissions."""
        denied = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
        return self.guild.create_text_channel("locked", overwrites={self.env.bot.user: denied})

    async def restart(self) -> None:
        """Start a new client, as after a crash; the services live on, as a database would."""
        client = client_of(self.answers, self.rounds)
        self.publisher = client.publisher
        await self.env.restart_bot(client)


class Client(Viva):
    """Viva with its publisher at hand."""

    publisher: DiscordPublisher


def client_of(answers: FakeAnswers, rounds: FakeRounds, *more: commands.Cog) -> Client:
    client = Client(message_content=True, shard_count=1)
    client.publisher = DiscordPublisher(client, Unpaced(), TITLES, reads_threads=True)
    client.equip(
        cogs=[
            Submissions(answers),
            Listeners(answers, rounds, client.publisher, rounds.recover),
            *more,
        ],
        items=answer_items(answers),
        set_up=lambda tree: tree.sync(),
    )
    return client


@asynccontextmanager
async def world_of(*more: commands.Cog) -> AsyncIterator[World]:
    """Start Viva on a simulated Discord."""
    answers, rounds = FakeAnswers(), FakeRounds()
    client = client_of(answers, rounds, *more)
    # `simcord.run` sets a context variable, which a fixture cannot reset in the test's context.
    env = simcord.Env(client)
    await env.start()
    try:
        guild = env.create_guild()
        channel = guild.create_text_channel("daily")
        ann, bob = (guild.add_member(env.create_user(name)) for name in ("ann", "bob"))
        await env.settle()
        rounds.told.clear()
        world = World(env, guild, channel, ann, bob, answers, rounds, client.publisher)
        yield world
    finally:
        record(env)
        await env.shutdown()
    assert not env.errors_since(world.seen)
