"""Roles as rewards: who should hold which, and what has to change for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

MOST_REWARDS = 20
"""Roles that a server can give."""
LAST_PLACE = 3
"""The lowest place that can earn a role."""
MOST = 1_000_000
"""The highest number of days, answers or points that can be asked for."""
FEWEST_RANKED = 3
"""With fewer ranked members a season has no places."""


class RewardKind(StrEnum):
    """What a role is given for."""

    PLACE = "place"
    """A place in the final standings of the last season; ties share one."""
    STREAK = "streak"
    """A streak of at least so many days, as long as it lasts."""
    ANSWERS = "answers"
    """So many answers of all time; kept for good."""
    POINTS = "points"
    """So many points of all time; kept for good."""

    @property
    def highest(self) -> int:
        """The highest threshold it can have."""
        return LAST_PLACE if self is RewardKind.PLACE else MOST


KEPT = frozenset({RewardKind.ANSWERS, RewardKind.POINTS})
"""What is reached for good: corrections of points do not take the role again."""


@dataclass(frozen=True, slots=True)
class Reward:
    """A role, and what it is given for. A role stands for one thing."""

    guild_id: int
    role_id: int
    kind: RewardKind
    threshold: int
    """The place (1 to 3), days, answers or points; at least 1."""
    created_by: int
    created_at: datetime
    season: str = ""
    """The board of the ended season whose places it shows; empty before the first."""
    trouble: str = ""
    """Why it could not be given at the latest try; empty when it could."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes a role agree with its rule."""

    give: frozenset[int] = frozenset()
    take: frozenset[int] = frozenset()
    forget: frozenset[int] = frozenset()
    """Whose grant is out of date: they hold the role no more, or have left."""


def placed(standings: Sequence[tuple[int, int]], place: int) -> frozenset[int] | None:
    """Return who finished in a place.

    Args:
        standings: (rank, member) of the best of a season; ties share a rank (1, 1, 3). A number
            below zero stands for a member who was erased: they keep the rank and get nothing.
        place: from 1.

    Returns:
        None when too few were ranked: then nobody gains or loses a place.
    """
    if len(standings) < FEWEST_RANKED:
        return None
    return frozenset(member_id for rank, member_id in standings if rank == place and member_id > 0)


def entitled(
    reward: Reward | None, reached: frozenset[int] | None, granted: frozenset[int]
) -> frozenset[int]:
    """Return who should hold a role.

    Args:
        reward: its rule; None when that was removed.
        reached: who fulfils it now; None when that cannot be told.
        granted: to whom Viva gave the role before.
    """
    if reward is None:
        return frozenset()
    if reached is None:
        return granted
    return reached | granted if reward.kind in KEPT else reached


def changes(
    should: frozenset[int],
    granted: frozenset[int],
    holding: Mapping[int, bool],
) -> Changes:
    """Return what has to change; only what Viva gave is taken.

    Args:
        should: who should hold the role.
        granted: to whom Viva gave it before.
        holding: whether they hold it now, of all these members who are in the server.
    """
    present = frozenset(holding)
    having = frozenset(member_id for member_id, has in holding.items() if has)
    over = granted - should
    return Changes(
        give=(should & present) - having,
        take=over & having,
        forget=(granted - present) | (over - having),
    )
