"""Roles as rewards: the rules that admins make, and when they are followed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.rewards import MOST_REWARDS, Reward
from bot.errors import Gone, NotAllowed, NotFound, Unreachable, UserError
from bot.store.outbox import Chore
from bot.store.rewards import FullError, TakenError

if TYPE_CHECKING:
    from bot.domain.rewards import RewardKind
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.services.granting import Granter
    from bot.services.role_changes import Progress, Report
    from bot.services.roles import Roles
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.rewards import RewardStore

log = logging.getLogger(__name__)

AFTER_A_CRASH = timedelta(minutes=1)
"""When the outbox takes over what an admin asked for, unless it was done by then."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of `/rewards list`."""

    reward: Reward
    holders: tuple[int, ...]
    """To whom Viva gave the role."""
    obstacle: str
    """What is the matter with it now; empty when nothing is."""


class RewardService:
    """Keeps the rules, and has the roles follow them.

    Args:
        rewards: the rules and the grants.
        granter: gives and takes.
        roles: Discord.
        outbox: what is to be done.
        deliveries: does it; gets the handler of `Chore.REWARD`.
        clock: the time.
    """

    def __init__(
        self,
        *,
        rewards: RewardStore,
        granter: Granter,
        roles: Roles,
        outbox: OutboxStore,
        deliveries: Deliveries,
        clock: Clock,
    ) -> None:
        self._rewards = rewards
        self._granter = granter
        self._roles = roles
        self._outbox = outbox
        self._clock = clock
        deliveries.handle_servers({Chore.REWARD: self._deliver})

    # ------------------------------------------------------------------ rules

    async def add(
        self, guild_id: int, admin_id: int, role_id: int, kind: RewardKind, threshold: int
    ) -> Reward:
        """Add a rule; the role is given from the next evaluation on.

        Raises:
            UserError: the threshold does not fit, the role stands for something already, or there
                are too many.
            NotAllowed: Viva, or the admin, may not give the role; says how to mend it.
            NotFound: there is no such role.
            Unreachable: Discord did not answer.
        """
        _check(kind, threshold)
        try:
            obstacle = await self._roles.obstacle(guild_id, role_id, admin_id)
        except Gone as error:
            raise NotFound("That role no longer exists.") from error
        if obstacle:
            raise NotAllowed(f"Nothing was saved. {obstacle}")
        reward = Reward(guild_id, role_id, kind, threshold, admin_id, self._clock.now())
        try:
            await self._rewards.add(reward, MOST_REWARDS)
        except TakenError as error:
            raise UserError(
                f"<@&{role_id}> already stands for something here, and a role stands for one thing "
                "only. Take that back with `/rewards remove` first, then add it anew."
            ) from error
        except FullError as error:
            raise UserError(
                f"This server has {MOST_REWARDS} rewards, which is as many as it can have. Remove "
                "one with `/rewards remove` first."
            ) from error
        log.info("role %s of server %s is a reward", role_id, guild_id)
        return reward

    async def list(self, guild_id: int) -> list[Rule]:
        """Return the rules with who holds each; roles that are gone are forgotten."""
        grants, rules = await self._rewards.grants(guild_id), []
        for reward in await self._rewards.of(guild_id):
            try:
                obstacle = await self._roles.obstacle(guild_id, reward.role_id)
            except Unreachable:
                obstacle = ""
            except Gone as error:
                if error.what == "role":
                    await self.role_deleted(guild_id, reward.role_id)
                continue
            holders = tuple(sorted(grants.get(reward.role_id, ())))
            rules.append(Rule(reward, holders, obstacle))
        return rules

    async def remove(self, guild_id: int, role_id: int, *, keep: bool) -> Report:
        """Remove a rule and take its role from those whom Viva gave it, unless they may keep it.

        Raises:
            NotFound: the role stands for nothing.
            Unreachable: the rule is removed; its roles are taken when Discord answers again.
        """
        due_at = self._clock.now() + AFTER_A_CRASH
        errand_id = await self._rewards.remove(guild_id, role_id, due_at, keep=keep)
        if errand_id is None:
            raise NotFound(f"<@&{role_id}> is no reward here. `/rewards list` shows what is.")
        log.info("role %s of server %s is no reward any more", role_id, guild_id)
        report = await self._granter.agree(guild_id, only=role_id)
        return await self._done(errand_id, report)

    async def role_deleted(self, guild_id: int, role_id: int) -> None:
        """Forget the rule and the grants of a role that no longer exists."""
        if await self._rewards.forget_role(guild_id, role_id):
            log.info("role %s of server %s was deleted, and its reward with it", role_id, guild_id)

    # ------------------------------------------------------------------ following them

    async def sync(self, guild_id: int, progress: Progress | None = None) -> Report:
        """Make the roles agree with the rules now.

        Raises:
            Unreachable: Discord did not answer; it is done when it does again.
        """
        errand_id = await self._rewards.ask(guild_id, self._clock.now() + AFTER_A_CRASH)
        return await self._done(errand_id, await self._granter.agree(guild_id, progress))

    async def season_ended(self, guild_id: int, season_board: str) -> None:
        """Have the roles follow the end of a season, soon; harmless to repeat.

        Within the transaction that rolls a season over, use `bot.store.rewards.end_season`.
        """
        await self._rewards.end_season(guild_id, season_board, self._clock.now())

    async def _done(self, errand_id: int, report: Report) -> Report:
        if not report.unreached:
            await self._outbox.done(errand_id)
        return report

    async def _deliver(self, errand: Errand) -> None:
        only = errand.payload.get("role_id")
        report = await self._granter.agree(errand.guild_id, only=only)
        await self._done(errand.id, report)
        if report.unreached:
            raise Unreachable(f"{report.unreached} changes of roles were not answered")


def _check(kind: RewardKind, threshold: int) -> None:
    if 1 <= threshold <= kind.highest:
        return
    raise UserError(
        f"`threshold` has to be a number from 1 to {kind.highest:,}"
        + (": the place in the season's standings." if kind.highest < 1000 else ".")  # noqa: PLR2004
    )
