"""Seasons: when they end, what admins may change about them, and those that are over."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.domain.seasons import season_name
from bot.errors import UserError
from bot.services.paging import pages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.seasons import Season, SeasonKind
    from bot.services.clock import Clock
    from bot.services.standings import StandingsService
    from bot.services.tables import Row
    from bot.store.recaps import RecapStore
    from bot.store.seasons import SeasonSettings, SeasonStore

log = logging.getLogger(__name__)

BATCH: Final = 100
PATIENCE: Final = timedelta(hours=6)
"""How long the end of a season waits for questions that closed before it to be graded."""
AGAIN: Final = timedelta(minutes=1)
"""When a server that waits, or failed, is looked at again."""
PAGE: Final = 6
OFFERED: Final = 25
"""Seasons offered to choose from."""


@dataclass(frozen=True, slots=True)
class Now:
    """The season that runs."""

    season: Season
    name: str
    settings: SeasonSettings
    members: int
    """Ranked members with points in it."""
    has_results: bool
    """Whether anybody has points in it, ranked or not."""


@dataclass(frozen=True, slots=True)
class Past:
    """A season that is over."""

    season: Season
    name: str
    podium: tuple[Row, ...]
    """Who stood on its first three places; empty: fewer than three were ranked."""


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page of them, the latest first; `page` is 1-based, `pages` at least 1."""

    rows: tuple[Past, ...]
    page: int
    pages: int


class SeasonService:
    """Rolls seasons over, and lets admins begin and end them.

    Args:
        seasons: the seasons.
        recaps: whether anything is still to be graded.
        tables: who stood where.
        clock: the time.
    """

    def __init__(
        self,
        *,
        seasons: SeasonStore,
        recaps: RecapStore,
        tables: StandingsService,
        clock: Clock,
    ) -> None:
        self._seasons = seasons
        self._recaps = recaps
        self._tables = tables
        self._clock = clock
        self._waiting: dict[int, datetime] = {}

    async def run_due(self, now: datetime) -> int:
        """Roll over every season that is over and all graded; return how many.

        Servers are dealt with side by side, so that their ends are committed together, and each
        one's seasons in their order. A server that waits for the grading of its last questions is
        looked at again a minute later.
        """
        due = await self._seasons.due(now, BATCH, self._patient(now))
        ordered = sorted(due, key=lambda season: season.guild_id)  # stable: the oldest stays first
        servers = [list(of) for _, of in groupby(ordered, key=lambda season: season.guild_id)]
        return sum(await asyncio.gather(*(self._roll(of_server, now) for of_server in servers)))

    async def now(self, guild_id: int) -> Now:
        """Return the season that runs."""
        settings = await self._seasons.settings(guild_id)
        season = await self._seasons.at(guild_id, self._clock.now())
        size = await self._tables.size(guild_id, season.board)
        has_results = await self._seasons.has_results(season)
        return Now(season, season_name(season, settings.zone), settings, size, has_results)

    async def start(
        self,
        guild_id: int,
        kind: SeasonKind | None = None,
        channel_id: int | None = None,
        *,
        posts: bool | None = None,
    ) -> tuple[Season | None, Now]:
        """End the season that runs, and begin one now; what is not given stays as it is.

        Returns:
            The season that ended (None: it had no results, so it was changed instead), and the
            one that runs now.
        """
        settings = await self._seasons.settings(guild_id)
        changed = replace(
            settings,
            kind=kind or settings.kind,
            channel_id=channel_id or settings.channel_id,
            posts=settings.posts if posts is None else posts,
        )
        ended, _ = await self._seasons.cut(guild_id, changed, self._clock.now())
        return ended, await self.now(guild_id)

    async def end(self, guild_id: int) -> tuple[Season, Now]:
        """End the season that runs now; the next one begins at once.

        Raises:
            UserError: there is nothing to end.
        """
        if not (await self.now(guild_id)).has_results:
            raise UserError(
                "Nobody has points in this season yet, so there is nothing to end. "
                "`/season start` changes how long it lasts."
            )
        ended, now = await self.start(guild_id)
        if ended is None:
            raise UserError("This season was ended a moment ago.")
        return ended, now

    async def history(self, guild_id: int, page: int = 1) -> PastPage:
        """Return a page of the seasons that are over."""
        now, settings = self._clock.now(), await self._seasons.settings(guild_id)
        _, total = await self._seasons.past(guild_id, now, offset=0, limit=0)
        page = min(max(page, 1), pages(total, PAGE))
        found, total = await self._seasons.past(guild_id, now, offset=(page - 1) * PAGE, limit=PAGE)
        rows = [
            Past(season, season_name(season, settings.zone), tuple(await self._podium(season)))
            for season in found
        ]
        return PastPage(tuple(rows), page, pages(total, PAGE))

    async def names(self, guild_id: int) -> list[tuple[str, str]]:
        """Return (board, name) of the seasons that are over, the latest first."""
        now, settings = self._clock.now(), await self._seasons.settings(guild_id)
        found, _ = await self._seasons.past(guild_id, now, offset=0, limit=OFFERED)
        return [(season.board, season_name(season, settings.zone)) for season in found]

    async def _roll(self, seasons: Iterable[Season], now: datetime) -> int:
        """Roll over the seasons of a server up to the first that waits; return how many.

        A server's trouble holds up no other.
        """
        rolled = 0
        for season in seasons:
            try:
                if await self._is_early(season, now):
                    self._waiting[season.guild_id] = now + AGAIN
                    break
                rolled += await self._seasons.roll(season, now)
            except Exception:
                log.exception("season %s of server %s failed", season.id, season.guild_id)
                self._waiting[season.guild_id] = now + AGAIN
                break
            log.info("season %s of server %s is over", season.id, season.guild_id)
        return rolled

    async def _is_early(self, season: Season, now: datetime) -> bool:
        is_fresh = now - season.ends_at < PATIENCE
        return is_fresh and await self._recaps.is_grading(season.guild_id, season.ends_at)

    def _patient(self, now: datetime) -> list[int]:
        self._waiting = {guild: until for guild, until in self._waiting.items() if until > now}
        return list(self._waiting)

    async def _podium(self, season: Season) -> list[Row]:
        return await self._tables.podium(season.guild_id, season.board)
