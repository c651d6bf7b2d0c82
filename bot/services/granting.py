"""Making the roles of a server agree with its rules.

What is to be done follows from the rules, the grants, the standings and the members' roles alone,
so that it can be begun anew after a crash at any line, or when Discord did not answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from bot.domain.rewards import RewardKind, changes, entitled, placed
from bot.services.role_changes import RoleChanges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.rewards import Changes, Reward
    from bot.services.clock import Clock
    from bot.services.role_changes import Progress, Report
    from bot.services.roles import Roles
    from bot.store.rewards import RewardStore

log = logging.getLogger(__name__)


class Places(Protocol):
    """Knows the final standings of a season."""

    async def __call__(self, guild_id: int, board: str) -> Sequence[tuple[int, int]]:
        """Return (rank, member) of at least the first three places, best first.

        Only members who are in the server and do not hide; ties share a rank (1, 1, 3). Fewer than
        three when fewer are ranked.
        """
        ...


class Granter:
    """Gives and takes roles.

    Args:
        rewards: the rules and the grants.
        roles: Discord.
        places: the final standings of seasons.
        clock: the time.
    """

    def __init__(self, *, rewards: RewardStore, roles: Roles, places: Places, clock: Clock) -> None:
        self._rewards = rewards
        self._roles = roles
        self._places = places
        self._clock = clock
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def agree(
        self, guild_id: int, progress: Progress | None = None, *, only: int | None = None
    ) -> Report:
        """Make the roles of a server agree with its rules, one change after the other.

        Args:
            guild_id: the server.
            progress: told after every change.
            only: the one role that is looked at; None: all.

        Raises:
            Unreachable: the members' roles could not be read; nothing was changed.
            Gone: Viva is not in the server.
        """
        async with self._turns[guild_id]:
            rules = {rule.role_id: rule for rule in await self._rewards.of(guild_id)}
            due = await self._due(guild_id, rules, only)
            work = RoleChanges(self._rewards, self._roles, self._clock, guild_id)
            report = await work.run(due, rules, progress)
        log.info("roles of server %s: %s given, %s taken", guild_id, report.given, report.taken)
        return report

    async def _due(
        self, guild_id: int, rules: Mapping[int, Reward], only: int | None
    ) -> dict[int, Changes]:
        grants = await self._rewards.grants(guild_id)
        known = [role_id for role_id in {**rules, **grants} if only in {None, role_id}]
        should: dict[int, frozenset[int]] = {}
        for role_id in known:
            rule, granted = rules.get(role_id), grants.get(role_id, frozenset())
            reached = None if rule is None else await self._reached(rule)
            should[role_id] = entitled(rule, reached, granted)
        everyone = frozenset().union(*should.values(), *(grants.get(r, ()) for r in known))
        held = await self._roles.held(guild_id, everyone) if everyone else {}
        return {
            role_id: changes(
                members,
                grants.get(role_id, frozenset()),
                {member_id: role_id in theirs for member_id, theirs in held.items()},
            )
            for role_id, members in should.items()
        }

    async def _reached(self, rule: Reward) -> frozenset[int] | None:
        if rule.kind is not RewardKind.PLACE:
            return await self._rewards.reached(rule, self._clock.now())
        if not rule.season:
            return None
        return placed(await self._places(rule.guild_id, rule.season), rule.threshold)
