"""Streaks as members see them: how one stands, and a year of days."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.domain.streaks import A_DAY, Calendar, DaysOff, day_of, start_of, status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.domain.streaks import StreakStatus
    from bot.store.streaks import StreakStore

DAYS_TOLD = 371
"""Days of a calendar: 53 whole weeks, so that a year fits whatever weekday it ends on."""


class StreakService:
    """Tells how streaks stand.

    Args:
        streaks: the streaks.
    """

    def __init__(self, streaks: StreakStore) -> None:
        self._streaks = streaks

    async def status(self, guild_id: int, member_id: int, now: datetime) -> StreakStatus:
        """Return how a member's streak stands."""
        standings = await self._streaks.standings(guild_id, [member_id], now)
        standing = standings[member_id]
        return status(standing.streak, standing.past, now)

    async def today(self, guild_id: int, member_id: int, now: datetime) -> date:
        """Return the date where a member is."""
        zone, _ = await self._streaks.zone(guild_id, member_id)
        return day_of(now, zone)

    async def calendar(self, guild_id: int, member_id: int, today: date) -> Calendar:
        """Return the 371 days up to `today` in the member's zone."""
        zone, _ = await self._streaks.zone(guild_id, member_id)
        first, end = today - (DAYS_TOLD - 1) * A_DAY, today + A_DAY
        year = await self._streaks.year(
            guild_id, member_id, start_of(first, zone), start_of(end, zone)
        )
        span = DaysOff(first, today)
        return Calendar(
            first=first,
            today=today,
            days=_counted(year.answered, zone),
            frozen=frozenset(day for day in year.frozen if day in span),
            off=frozenset(day for days in year.off for day in _days(days) if day in span),
            began=None if year.began_at is None else day_of(year.began_at, zone),
        )


def _counted(instants: Iterable[datetime], zone: str) -> dict[date, int]:
    """Count instants by local date."""
    return dict(Counter(day_of(at, zone) for at in instants))


def _days(days: DaysOff) -> Iterable[date]:
    return (days.first + n * A_DAY for n in range((days.last - days.first).days + 1))
