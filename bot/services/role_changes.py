"""Giving and taking roles, one change after the other, whatever becomes of each."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import Gone, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.domain.rewards import Changes, Reward
    from bot.services.clock import Clock
    from bot.services.roles import Roles
    from bot.store.rewards import RewardStore

    Progress = Callable[[int, int], Awaitable[None]]
    """Told how many of how many changes were tried."""
    Work = Callable[[int, int], Awaitable[None]]
    """Makes a change for a role and a member."""

log = logging.getLogger(__name__)

SILENCES = 3
"""After so many requests in a row without an answer, all others are left to the next try."""
REFUSALS = 3
"""After so many refusals the others of a role are not tried."""
LEFT = "they are no longer in the server"


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be done about a role."""

    role_id: int
    member_ids: tuple[int, ...]
    """Whom it should have been given to or taken from."""
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the changes."""

    given: int = 0
    taken: int = 0
    failures: tuple[Failure, ...] = ()
    unreached: int = 0
    """Changes that Discord did not answer to; they are to be tried again."""


class RoleChanges:
    """One pass over the roles of a server.

    Args:
        rewards: the rules and the grants.
        roles: Discord.
        clock: the time.
        guild_id: the server.
    """

    def __init__(self, rewards: RewardStore, roles: Roles, clock: Clock, guild_id: int) -> None:
        self._rewards = rewards
        self._roles = roles
        self._clock = clock
        self._guild_id = guild_id
        self._given = self._taken = self._unreached = self._silences = 0
        self._failed: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        self._progress: Progress | None = None
        self._tried = self._total = 0

    async def run(
        self, due: Mapping[int, Changes], rules: Mapping[int, Reward], progress: Progress | None
    ) -> Report:
        """Do what is due, role by role.

        Args:
            due: role -> what has to change.
            rules: role -> its rule; one that was removed has none.
            progress: told after every change.

        Raises:
            Gone: Viva is not in the server any more.
        """
        self._progress = progress
        self._total = sum(len(change.give) + len(change.take) for change in due.values())
        for role_id, change in due.items():
            try:
                trouble = await self._role(role_id, change)
            except Gone as error:
                if error.what != "role":
                    raise
                await self._rewards.forget_role(self._guild_id, role_id)
                log.info("role %s of server %s is gone, and its reward", role_id, self._guild_id)
                continue
            if role_id in rules and rules[role_id].trouble != trouble:
                await self._rewards.trouble(self._guild_id, role_id, trouble)
        failures = tuple(Failure(r, tuple(who), why) for (r, why), who in self._failed.items())
        return Report(self._given, self._taken, failures, self._unreached)

    async def _role(self, role_id: int, change: Changes) -> str:
        """Change who has a role; return what is the matter with it."""
        if change.forget:
            await self._rewards.forget(self._guild_id, role_id, change.forget)
        # Taken first: for a moment nobody holds a place, rather than twice as many.
        trouble = await self._each(self._take, role_id, sorted(change.take))
        obstacle = await self._roles.obstacle(self._guild_id, role_id)
        return await self._each(self._give, role_id, sorted(change.give), obstacle) or trouble

    async def _each(
        self, work: Work, role_id: int, member_ids: Sequence[int], trouble: str = ""
    ) -> str:
        """Make a change for each member; return what is the matter with the role.

        Args:
            work: the change.
            role_id: the role.
            member_ids: the members.
            trouble: why it cannot be made at all; empty when it can.
        """
        refusals = REFUSALS if trouble else 0
        for member_id in member_ids:
            if refusals >= REFUSALS:
                self._failed[role_id, trouble].append(member_id)
            elif why := await self._try(work, role_id, member_id):
                trouble = why
                refusals += 1
            await self._tell()
        return trouble

    async def _try(self, work: Work, role_id: int, member_id: int) -> str:
        """Make one change; return why it was refused, if it was."""
        if self._silences >= SILENCES:
            self._unreached += 1
            return ""
        try:
            await work(role_id, member_id)
        except Unreachable as error:
            log.warning("role %s of member %s: %s", role_id, member_id, error)
            self._unreached += 1
            self._silences += 1
            return ""
        except Refused as error:
            self._failed[role_id, str(error)].append(member_id)
            return str(error)
        except Gone as error:
            if error.what != "member":
                raise
            await self._rewards.forget(self._guild_id, role_id, [member_id])
            self._failed[role_id, LEFT].append(member_id)
        self._silences = 0
        return ""

    async def _give(self, role_id: int, member_id: int) -> None:
        await self._rewards.note(self._guild_id, role_id, member_id, self._clock.now())
        try:
            await self._roles.give(self._guild_id, role_id, member_id)
        except Refused:
            await self._rewards.forget(self._guild_id, role_id, [member_id])
            raise
        self._given += 1

    async def _take(self, role_id: int, member_id: int) -> None:
        await self._roles.take(self._guild_id, role_id, member_id)
        await self._rewards.forget(self._guild_id, role_id, [member_id])
        self._taken += 1

    async def _tell(self) -> None:
        self._tried += 1
        if self._progress is not None:
            await self._progress(self._tried, self._total)
