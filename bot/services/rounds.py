"""What happens to rounds from outside: restarts, and cards, threads or channels deleted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.domain.round import RoundState
from bot.store.pauses import Pause

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.services.clock import Clock
    from bot.services.open_rounds import OpenRounds
    from bot.services.trouble import Trouble
    from bot.store.members import MemberStore
    from bot.store.pauses import PauseStore
    from bot.store.quizzes import QuizStore
    from bot.store.rounds import RoundStore

log = logging.getLogger(__name__)

PAGE = 500

CHANNEL_GONE = Pause(
    "its channel was deleted",
    "I paused the daily question: its channel was deleted. Choose another channel with "
    "`/schedule edit`, then run `/schedule resume`.",
)
REMOVED = Pause(
    "Viva was removed from the server",
    "I was removed from your server, so I paused its daily question. Invite me again and run "
    "`/schedule resume` to go on; points and history are kept.",
)


class RoundService:
    """Keeps rounds true to what happens on Discord.

    Args:
        rounds: the rounds.
        pauses: stops schedules whose channel goes.
        members: who left.
        quizzes: the quizzes.
        trouble: withdraws rounds, and stops quizzes.
        index: the open rounds in memory.
        clock: the time.
    """

    def __init__(
        self,
        *,
        rounds: RoundStore,
        pauses: PauseStore,
        members: MemberStore,
        quizzes: QuizStore,
        trouble: Trouble,
        index: OpenRounds,
        clock: Clock,
    ) -> None:
        self._rounds = rounds
        self._pauses = pauses
        self._members = members
        self._quizzes = quizzes
        self._trouble = trouble
        self._index = index
        self._clock = clock

    async def load(self) -> int:
        """Fill the memory with the live rounds of the store, at start-up; return how many."""
        count, after = 0, 0
        while page := await self._rounds.live(after, PAGE):
            for round_ in page:
                self._index.put(round_)
            count += len(page)
            after = page[-1].id
        return count

    async def recover(self) -> int:
        """Have every open round compared with Discord, since events may have been missed."""
        count = await self._rounds.read_back(self._clock.now())
        if count:
            log.info("reading back %s open rounds", count)
        return count

    async def messages_deleted(self, message_ids: Collection[int]) -> None:
        """Cards among deleted messages void their rounds."""
        rounds = [self._index.by_message(message_id) for message_id in message_ids]
        await self._trouble.void([round_.id for round_ in rounds if round_ is not None])

    async def thread_deleted(self, thread_id: int) -> None:
        """The thread of a round that is open was deleted: answers are lost, so admins are told.

        A quiz that is played in the thread is over.
        """
        await self._trouble.stop_quizzes(
            await self._quizzes.unfinished(channel_id=thread_id), "the thread is gone"
        )
        round_ = self._index.by_thread(thread_id)
        if round_ is not None and round_.state is RoundState.OPEN:
            await self._trouble.thread_lost(round_)

    async def channel_deleted(self, channel_id: int) -> None:
        """A channel was deleted: its schedules pause, its rounds are void, its quizzes stop."""
        await self._pauses.pause_channel(channel_id, self._clock.now(), CHANNEL_GONE)
        rounds = await self._rounds.in_channel(channel_id)
        # What is not posted yet may still go to another channel.
        posted = [round_.id for round_ in rounds if round_.state is not RoundState.POSTING]
        await self._trouble.void(posted)
        await self._trouble.stop_quizzes(
            await self._quizzes.unfinished(channel_id=channel_id), "the channel is gone"
        )

    async def guild_removed(self, guild_id: int) -> None:
        """Viva was removed from a server: everything pauses, nothing is lost."""
        await self._pauses.pause_guild(guild_id, self._clock.now(), REMOVED)
        await self._members.guild_left(guild_id, self._clock.now())
        for round_ in self._index:
            if round_.guild_id == guild_id:
                await self._trouble.void([round_.id])
        await self._trouble.stop_quizzes(
            await self._quizzes.unfinished(guild_id=guild_id), "I was removed from the server"
        )

    async def guild_joined(self, guild_id: int) -> None:
        """Viva was invited (again)."""
        await self._members.guild_left(guild_id, None)

    async def reactions_cleared(self, message_id: int) -> None:
        """A moderator cleared a card's reactions: the letters are put back."""
        round_ = self._index.by_message(message_id)
        if round_ is not None and round_.state is RoundState.OPEN:
            await self._rounds.seed_again(round_, self._clock.now())

    async def member_left(self, guild_id: int, member_id: int) -> None:
        """A member left: hidden from the standings until they are back."""
        await self._members.left(guild_id, [member_id], self._clock.now())

    async def member_joined(self, guild_id: int, member_id: int) -> None:
        """A member came (back)."""
        await self._members.returned(guild_id, [member_id])
