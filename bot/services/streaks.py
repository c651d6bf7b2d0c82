"""Streaks as members see them: how one stands, and a year of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.streaks import A_DAY, Calendar, DaysOff, day_of, status

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
        span = DaysOff(today - (DAYS_TOLD - 1) * A_DAY, today)
        year = await self._streaks.year(guild_id, member_id, list(_days(span)))
        return Calendar(
            first=span.first,
            today=today,
            days=year.answered,
            frozen=frozenset(day for day in year.frozen if day in span),
            off=frozenset(day for days in year.off for day in _days(days) if day in span),
            began=None if year.began_at is None else day_of(year.began_at, year.zone),
        )


def _days(days: DaysOff) -> Iterable[date]:
    return (days.first + n * A_DAY for n in range((days.last - days.first).days + 1))
