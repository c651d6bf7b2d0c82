"""A member's own time: the zone their days follow, and days off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.streaks import A_DAY, DaysOff, day_of, start_of
from bot.domain.zones import check_zone
from bot.errors import UserError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.streaks import StreakStatus
    from bot.services.clock import Clock
    from bot.services.streaks import StreakService
    from bot.store.members import MemberStore
    from bot.store.streaks import StreakStore
    from bot.store.vacations import VacationStore

MOST_OFF: Final = 60
"""Days off within a year: a streak is not kept by days off alone."""
YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class OwnZone:
    """The zone that a member's days are of."""

    name: str
    """IANA."""
    is_own: bool
    """Whether the member chose it; otherwise it is the server's."""
    now: datetime
    """The local time there."""


@dataclass(frozen=True, slots=True)
class Away:
    """A member's days off, and what waits meanwhile."""

    days: DaysOff | None
    """Those that are not over."""
    is_last: bool
    """Whether today is the last of them."""
    back_at: datetime | None
    """Noon, where the member is, of the first day after them."""
    streak: StreakStatus


class OwnTimeService:
    """Keeps members' zones and days off.

    Args:
        members: their zones.
        vacations: their days off.
        streaks: the zone that holds.
        standing: how their streaks stand.
        clock: the time.
    """

    def __init__(
        self,
        *,
        members: MemberStore,
        vacations: VacationStore,
        streaks: StreakStore,
        standing: StreakService,
        clock: Clock,
    ) -> None:
        self._members = members
        self._vacations = vacations
        self._streaks = streaks
        self._standing = standing
        self._clock = clock

    async def zone(self, guild_id: int, member_id: int) -> OwnZone:
        """Return the zone that a member's days are of."""
        name, is_own = await self._streaks.zone(guild_id, member_id)
        return OwnZone(name, is_own, self._clock.now().astimezone(ZoneInfo(name)))

    async def set_zone(self, guild_id: int, member_id: int, text: str) -> OwnZone:
        """Keep the zone that a member named.

        Raises:
            Unreadable: there is no such zone; the message offers close ones.
        """
        await self._members.set_zone(guild_id, member_id, check_zone(text))
        return await self.zone(guild_id, member_id)

    async def follow_server(self, guild_id: int, member_id: int) -> OwnZone:
        """Have a member's days follow the server's zone again."""
        await self._members.set_zone(guild_id, member_id, None)
        return await self.zone(guild_id, member_id)

    async def away(self, guild_id: int, member_id: int) -> Away:
        """Return a member's days off that are not over."""
        now = self._clock.now()
        zone, _ = await self._streaks.zone(guild_id, member_id)
        today = day_of(now, zone)
        days = await self._vacations.current(guild_id, member_id, today)
        streak = await self._standing.status(guild_id, member_id, now)
        if days is None:
            return Away(None, is_last=False, back_at=None, streak=streak)
        noon = start_of(days.last + A_DAY, zone) + A_DAY / 2
        return Away(days, days.last == today, noon, streak)

    async def take_off(self, guild_id: int, member_id: int, count: int) -> Away:
        """Take so many days off from today on; days off that last longer stay as they are.

        Raises:
            UserError: with these there would be more than 60 within a year.
        """
        today = await self._standing.today(guild_id, member_id, self._clock.now())
        wish = DaysOff(today, today + (count - 1) * A_DAY)
        taken = await self._vacations.take(guild_id, member_id, wish, YEAR, MOST_OFF)
        if taken is None:
            raise UserError(
                f"Days off are for {MOST_OFF} days in a year at most, and with these it would be "
                "more. Choose fewer; your streak's freezes cover a missed day as well."
            )
        return await self.away(guild_id, member_id)

    async def back(self, guild_id: int, member_id: int) -> Away:
        """End days off: today is the last of them."""
        today = await self._standing.today(guild_id, member_id, self._clock.now())
        await self._vacations.end(guild_id, member_id, today)
        return await self.away(guild_id, member_id)
