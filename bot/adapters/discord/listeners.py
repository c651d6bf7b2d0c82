"""Gateway events, turned into calls of the services.

Events are hints: they come late, twice or never, and the services read the truth back. An event
about a message that is no card of Viva's costs one look into memory.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.adapters.discord.cards import position_of, takes_reactions
from bot.adapters.discord.history import thread_post
from bot.errors import NotFound, PublishError, RoundClosed
from bot.services.publisher import Vote
from bot.store.answers import Source

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    import discord

    from bot.domain.round import Round
    from bot.services.answers import AnswerService
    from bot.services.publisher import Publisher
    from bot.services.rounds import RoundService

_log = logging.getLogger(__name__)

AT_ONCE = 10
"""Reactions taken back at the same time: they queue here, and not in front of the questions."""


class Listeners(commands.Cog):
    """Everything Viva hears that is not addressed to it.

    Args:
        answers: takes and withdraws answers; knows the open rounds' cards and threads.
        rounds: told what happened to what rounds depend on.
        publisher: takes a member's older reaction back.
        recover: reads back what was missed while the connection was down.
    """

    def __init__(
        self,
        answers: AnswerService,
        rounds: RoundService,
        publisher: Publisher,
        recover: Callable[[], Awaitable[object]],
    ) -> None:
        self._answers = answers
        self._rounds = rounds
        self._publisher = publisher
        self._recover = recover
        self._removals: dict[tuple[int, Vote], asyncio.Task[object]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    # ------------------------------------------------------------------ answers by reaction

    def _vote(self, message_id: int, emoji: discord.PartialEmoji) -> tuple[Round, int] | None:
        round_ = self._answers.by_message(message_id)
        if round_ is None or not takes_reactions(round_):
            return None
        position = position_of(round_, str(emoji))
        return None if position is None else (round_, position)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Choose an option; of several reactions to a single choice only the latest stays."""
        vote = None if _is_bot(payload) else self._vote(payload.message_id, payload.emoji)
        if vote is None:
            return
        round_, position = vote
        self._keep(round_, Vote(payload.user_id, position))
        try:
            receipt = await self._answers.choose(
                round_.id, payload.user_id, position, source=Source.REACTION
            )
        except (RoundClosed, NotFound):
            return
        if receipt.replaced is not None:
            await self._take_back(round_, Vote(payload.user_id, receipt.replaced))

    async def _take_back(self, round_: Round, vote: Vote) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._removals[round_.id, vote] = task
        try:
            async with self._turns:
                await self._publisher.take_back(round_, vote)
        except PublishError as error:
            # The older reaction stays to be seen; the newer one counts all the same.
            _log.info("round %s: an older reaction stays: %s", round_.id, error)
        finally:
            self._removals.pop((round_.id, vote), None)

    def _keep(self, round_: Round, vote: Vote) -> None:
        """Give up taking back a reaction that the member has just made anew.

        When many requests wait for their turn, that may otherwise come minutes late and take the
        member's present answer away.
        """
        waiting = self._removals.pop((round_.id, vote), None)
        if waiting is not None:
            waiting.cancel()

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Withdraw an option, if it is the one held: Viva's taking back names the member too."""
        vote = self._vote(payload.message_id, payload.emoji)
        if vote is not None:
            round_, position = vote
            await self._answers.withdraw(round_.id, payload.user_id, position)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Withdraw all answers by reaction: a moderator cleared them."""
        round_ = self._answers.by_message(payload.message_id)
        if round_ is not None and takes_reactions(round_):
            await self._answers.withdraw_all(round_.id)
            await self._rounds.reactions_cleared(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(
        self, payload: discord.RawReactionClearEmojiEvent
    ) -> None:
        """Withdraw all reactions with one letter: a moderator cleared them."""
        vote = self._vote(payload.message_id, payload.emoji)
        if vote is not None:
            round_, position = vote
            await self._answers.withdraw_all(round_.id, position)
            await self._rounds.reactions_cleared(payload.message_id)

    # ------------------------------------------------------------------ answers in threads

    async def _written(self, message: discord.Message) -> None:
        if self._answers.by_thread(message.channel.id) is None:
            return
        post = thread_post(message)
        if post is not None and post.content:
            await self._answers.thread_written(message.channel.id, post)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take a member's message as (a part of) their answer."""
        await self._written(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Follow a member's edit, whether or not the message is in any cache."""
        await self._written(payload.message)

    # ------------------------------------------------------------------ what rounds depend on

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Follow the deletion of an answer, or of a card."""
        await self._deleted(payload.channel_id, {payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Follow a moderator's deletion of answers and cards."""
        await self._deleted(payload.channel_id, payload.message_ids)

    async def _deleted(self, channel_id: int, message_ids: Collection[int]) -> None:
        if self._answers.by_thread(channel_id) is not None:
            await self._answers.thread_deleted(channel_id, message_ids)
        gone = [i for i in message_ids if self._answers.by_message(i) is not None]
        if gone:
            await self._rounds.messages_deleted(gone)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Pass on that a thread is gone."""
        await self._rounds.thread_deleted(payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Pass on that a channel is gone."""
        await self._rounds.channel_deleted(channel.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pass on that Viva was removed from a server; outages come as another event."""
        await self._rounds.guild_removed(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Pass on that Viva was added to a server, perhaps again."""
        await self._rounds.guild_joined(guild.id)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Pass on that a member left; delivered only with the members intent."""
        await self._rounds.member_left(payload.guild_id, payload.user.id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Pass on that a member came (back); delivered only with the members intent."""
        await self._rounds.member_joined(member.guild.id, member.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Catch up, at the start and after a connection that could not be resumed."""
        await self._recover()


def _is_bot(payload: discord.RawReactionActionEvent) -> bool:
    # The member is missing while the server is not loaded; Viva is then known as the card's author.
    if payload.member is not None:
        return payload.member.bot
    return payload.user_id == payload.message_author_id
