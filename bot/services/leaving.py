"""The clocks of retention: members who left, and servers that Viva was removed from, are forgotten.

Viva is not told who leaves, so it asks: each server once a week, one question to Discord at a time.
Whatever cannot be known is left as it is.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import Gone, PublishError
from bot.store.purge import Step

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.clock import Clock
    from bot.services.privacy import PrivacyService
    from bot.services.publisher import Publisher
    from bot.services.rounds import RoundService
    from bot.services.suggestions import SuggestionService
    from bot.services.verdicts import VerdictService
    from bot.store.leaving import LeavingStore, Sweep
    from bot.store.members import MemberStore
    from bot.store.purge import PurgeStore

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=30)
"""How long data is kept after a member left, or Viva was removed."""
PACE: Final = timedelta(seconds=5)
"""Between two questions to Discord's gateway, which takes 120 messages a minute."""
WEEK: Final = timedelta(days=7)
"""How often a server is asked who is still there."""
ASKED: Final = 100
"""Members in one question."""
AT_ONCE: Final = 20
"""Members erased in one go."""
PIECES: Final = 40
"""Pieces of a server forgotten in one go."""
LATER: Final = timedelta(hours=1)
"""When a server is asked again that could not be."""
PAGE: Final = 500


class LeavingService:
    """Forgets who left.

    Args:
        leaving: who left, and when.
        purge: deletes servers.
        members: notes who is there.
        privacy: erases members.
        rounds: told of servers that Viva was removed from.
        verdicts: forgets what a server is not asked.
        suggestions: forgets a server's own questions.
        publisher: knows who is there.
        clock: the time.
    """

    def __init__(
        self,
        *,
        leaving: LeavingStore,
        purge: PurgeStore,
        members: MemberStore,
        privacy: PrivacyService,
        rounds: RoundService,
        verdicts: VerdictService,
        suggestions: SuggestionService,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._leaving = leaving
        self._purge = purge
        self._members = members
        self._privacy = privacy
        self._rounds = rounds
        self._verdicts = verdicts
        self._suggestions = suggestions
        self._publisher = publisher
        self._clock = clock
        self._next: datetime | None = None
        self._sweeping: tuple[int, int] = (0, 0)
        """A server, and the last of its members that was asked about."""
        self._put_off: dict[int, datetime] = {}
        """Servers of which nothing can be known now, and when to try again."""

    async def run(self, now: datetime) -> None:
        """Do the next little thing, if it is time: at most one question to Discord's gateway.

        A clock that was ahead and is put right holds nothing up.
        """
        if self._next is not None and self._next - PACE <= now < self._next:
            return
        self._next = now + PACE
        self._put_off = {
            guild: at for guild, at in self._put_off.items() if now < at <= now + LATER
        }
        await self._forget_server(now)
        if not await self._forget_members(now):
            await self._sweep(now)

    async def look_for_servers(self) -> int:
        """Note the servers that Viva was removed from while it was away; return how many.

        One that cannot be asked about stays as it is.
        """
        after, gone = 0, 0
        while page := await self._leaving.servers(after, PAGE):
            for guild_id in page:
                if await self._is_in(guild_id) is False:
                    await self._rounds.guild_removed(guild_id)
                    log.info("server %s is gone; noted at the start", guild_id)
                    gone += 1
            after = page[-1]
        return gone

    async def _is_in(self, guild_id: int) -> bool | None:
        """Whether Viva is in a server; None when that cannot be known now."""
        try:
            await self._publisher.belongs(guild_id)
        except Gone:
            return False
        except PublishError:
            return None
        return True

    # ------------------------------------------------------------------ servers

    async def _forget_server(self, now: datetime) -> None:
        """Forget some of the server that is due first."""
        guild_id = await self._leaving.due_guild(now - KEPT, self._put_off)
        if guild_id is None:
            return
        match await self._is_in(guild_id):
            case True:  # Viva was invited again while it was away
                await self._rounds.guild_joined(guild_id)
            case None:
                self._put_off[guild_id] = now + LATER
            case False:
                await self._pieces(guild_id, now - KEPT)

    async def _pieces(self, guild_id: int, before: datetime) -> None:
        for _ in range(PIECES):
            step = await self._purge.step(guild_id, before)
            if step is not Step.MORE:
                break
        else:
            return
        await self._verdicts.tell_library(guild_id)
        await self._suggestions.follow(guild_id)
        if step is Step.DONE:
            log.info("server %s is forgotten", guild_id)

    # ------------------------------------------------------------------ members

    async def _forget_members(self, now: datetime) -> bool:
        """Erase members who left long ago, if Discord confirms it; False when nobody is due."""
        due = await self._leaving.due_members(now - KEPT, self._put_off, AT_ONCE)
        if due is None:
            return False
        guild_id, member_ids = due
        there = await self._publisher.found(guild_id, member_ids)
        if there is None:
            self._put_off[guild_id] = now + LATER
            return True
        await self._members.returned(guild_id, there)
        for member_id in sorted(set(member_ids) - there):
            await self._privacy.erase(guild_id, member_id, left_before=now - KEPT)
        return True

    async def _sweep(self, now: datetime) -> None:
        """Ask about the next members of the server that was not asked the longest."""
        turn = await self._leaving.next_sweep(now - WEEK, self._put_off)
        if turn is None:
            return
        if turn.last is None:  # its turn comes within a week, like everybody's at another time
            await self._leaving.swept(turn.guild_id, now - _share(turn))
            return
        guild_id, after = self._sweeping
        after = after if guild_id == turn.guild_id else 0
        people = await self._leaving.people(turn.guild_id, after, ASKED)
        if people and not await self._compare(turn.guild_id, people):
            self._put_off[turn.guild_id] = now + LATER
        elif len(people) == ASKED:
            self._sweeping = (turn.guild_id, max(people))
        else:
            self._sweeping = (0, 0)  # next week from the first member on
            await self._leaving.swept(turn.guild_id, now)

    async def _compare(self, guild_id: int, people: dict[int, bool]) -> bool:
        """Note who left and who is back; False when Discord could not be asked."""
        there = await self._publisher.found(guild_id, list(people))
        if there is None:
            return False
        gone = [member for member, noted in people.items() if member not in there and not noted]
        back = [member for member, noted in people.items() if member in there and noted]
        if gone:
            await self._members.left(guild_id, gone, self._clock.now())
        if back:
            await self._members.returned(guild_id, back)
        return True


def _share(turn: Sweep) -> timedelta:
    """Return how much of its first week has passed for a server, so that they do not come at once.

    Ids carry the instant at which servers were made, which is as good as chance.
    """
    return timedelta(milliseconds=(turn.guild_id >> 22) % (WEEK // timedelta(milliseconds=1)))
