"""Recaps: when a week is looked back at, and what is said of weeks and seasons that are over."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.mastery import Mastery
from bot.domain.seasons import board_of, season_name
from bot.services.foresight import foretell
from bot.services.herald import SeasonRecap, WeekRecap
from bot.services.tables import Kind, Wanted
from bot.store.outbox import Chore
from bot.store.recaps import Recap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.daily import Schedule
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.services.herald import Herald
    from bot.services.picking import Picker
    from bot.services.seasons import Past, SeasonService
    from bot.services.standings import StandingsService
    from bot.services.tables import Row
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.recaps import AskedRound, RecapStore
    from bot.store.schedules import ScheduleStore
    from bot.store.seasons import SeasonStore
    from bot.store.standings import StandingStore

log = logging.getLogger(__name__)

BATCH: Final = 100
WEEK: Final = timedelta(weeks=1)
PATIENCE: Final = timedelta(hours=6)
"""How long a week's recap waits for its last reveals."""
AGAIN: Final = timedelta(seconds=20)
"""When one that waits is looked at again."""
AFTER_A_FAULT: Final = timedelta(minutes=5)
"""When one that failed is."""
NEWS: Final = timedelta(days=2)
"""How late a week's recap may be; no recap is tried for longer."""
FEWEST: Final = 3
"""Graded answers that the hardest question of a season needs."""
REVISIT: Final = 0.6
"""What a smaller share had right is worth another look."""
COMING: Final = 7
"""Posts that are looked at for next week's themes."""
FAME: Final = 4
"""Past seasons in the hall of fame."""


class RecapService:
    """Looks back.

    Args:
        recaps: what went on, and what was posted.
        schedules: whose weeks.
        seasons: the seasons that are over.
        season_store: the same, as they are stored.
        tables: who stood where.
        standings: how much was answered.
        picker: knows what comes next week.
        outbox: what is still to be done.
        deliveries: runs the errands.
        herald: posts.
        clock: the time.
    """

    def __init__(
        self,
        *,
        recaps: RecapStore,
        schedules: ScheduleStore,
        seasons: SeasonService,
        season_store: SeasonStore,
        tables: StandingsService,
        standings: StandingStore,
        picker: Picker,
        outbox: OutboxStore,
        deliveries: Deliveries,
        herald: Herald,
        clock: Clock,
    ) -> None:
        self._recaps = recaps
        self._schedules = schedules
        self._seasons = seasons
        self._season_store = season_store
        self._tables = tables
        self._standings = standings
        self._picker = picker
        self._outbox = outbox
        self._herald = herald
        self._clock = clock
        self._waiting: dict[int, datetime] = {}
        deliveries.handle_servers({Chore.RECAP: self._post})

    # ------------------------------------------------------------------ weeks that are due

    async def is_any_due(self, now: datetime) -> bool:
        """Whether there is a season or a week to look back at; asked every second."""
        return await self._recaps.is_any_due(now)

    async def run_due(self, now: datetime) -> int:
        """Have the recaps of the weeks that are over posted; return how many.

        A recap waits for the last reveals of its week. One that is days late is left out, and so
        is one of a week in which nothing was asked. Schedules are dealt with side by side.
        """
        self._waiting = {who: until for who, until in self._waiting.items() if until > now}
        due = await self._recaps.due(now, BATCH, list(self._waiting))
        return sum(await asyncio.gather(*(self._look_at(which, at, now) for which, at in due)))

    async def _look_at(self, schedule_id: int, due_at: datetime, now: datetime) -> bool:
        """Claim a schedule's recap if it is time; its trouble holds up no other."""
        try:
            schedule = await self._schedules.get(schedule_id)
            return schedule is not None and await self._claim(schedule, due_at, now)
        except Exception:
            log.exception("the weekly recap of schedule %s failed", schedule_id)
            self._waiting[schedule_id] = now + AFTER_A_FAULT
            return False

    async def _claim(self, schedule: Schedule, due_at: datetime, now: datetime) -> bool:
        latest = await self._recaps.latest(schedule.id)
        recap = Recap(
            id=0,
            guild_id=schedule.guild_id,
            channel_id=schedule.channel_id,
            season_id=None,
            schedule_id=schedule.id,
            since=max(due_at - WEEK, latest or due_at - WEEK),
            until=due_at,
            created_at=now,
        )
        if now - due_at < PATIENCE and await self._recaps.is_revealing(recap):
            self._waiting[schedule.id] = now + AGAIN
            return False
        wanted = now - due_at < NEWS and bool(await self._recaps.asked(recap))
        next_at = schedule.next_recap(now)
        moved = await self._recaps.claim(schedule, recap, next_at, wanted=wanted)
        return moved and wanted

    # ------------------------------------------------------------------ posting

    async def _post(self, errand: Errand) -> None:
        recap = await self._recaps.get(int(errand.payload["recap"]))
        late = recap is not None and self._clock.now() - recap.created_at > NEWS
        if recap is None or recap.message_id is not None or late:
            await self._outbox.done(errand.id)
            return
        message_id = await self._herald.find(recap)
        if message_id is None:
            message_id = await self._send(recap)
        if message_id is None:
            await self._outbox.done(errand.id)
            return
        await self._recaps.posted(recap.id, message_id, errand.id)
        log.info("recap %s of server %s is message %s", recap.id, recap.guild_id, message_id)

    async def _send(self, recap: Recap) -> int | None:
        """Send a recap; None: what it is about is gone."""
        if recap.season_id is not None:
            return await self._herald.season(await self.of_season(recap, recap.season_id))
        schedule = await self._schedules.get(recap.schedule_id or 0)
        if schedule is None:
            return None
        return await self._herald.week(await self.of_week(recap, schedule))

    # ------------------------------------------------------------------ what is said

    async def of_season(self, recap: Recap, season_id: int) -> SeasonRecap:
        """Return how a season went."""
        guild_id, board = recap.guild_id, board_of(season_id)
        settings = await self._season_store.settings(guild_id)
        season = await self._season_store.get(guild_id, season_id)
        now = await self._seasons.now(guild_id)
        sums = await self._standings.sums(guild_id, board)
        improved = await self._first(guild_id, Wanted(Kind.IMPROVED, season_id=season_id))
        return SeasonRecap(
            recap=recap,
            name=season_name(season, settings.zone) if season is not None else "",
            board=board,
            following=now.name,
            podium=tuple(await self._tables.podium(guild_id, board)),
            members=await self._tables.size(guild_id, board),
            answers=sums.get("", (0, 0))[1],
            improved=improved[0] if improved else None,
            streaks=await self._first(guild_id, Wanted(Kind.STREAK)),
            hardest=await self._recaps.hardest(recap, FEWEST),
            past=await self._past(guild_id, season_id),
        )

    async def of_week(self, recap: Recap, schedule: Schedule) -> WeekRecap:
        """Return how a schedule's week went."""
        asked = await self._recaps.asked(recap)
        zone = ZoneInfo(schedule.zone)
        revisit = [one for one in asked if one.share is not None and one.share < REVISIT]
        return WeekRecap(
            recap=recap,
            schedule=schedule.name,
            first=recap.since.astimezone(zone).date(),
            last=(recap.until.astimezone(zone) - timedelta(days=1)).date(),
            asked=tuple(asked),
            topics=_masteries(asked),
            revisit=tuple(sorted(revisit, key=lambda one: (one.share, one.round_id))),
            themes=await self._themes(schedule, recap.until + WEEK),
            members=max((one.took_part for one in asked), default=0),
        )

    async def _first(self, guild_id: int, wanted: Wanted) -> tuple[Row, ...]:
        """Return who leads a board, ties and all."""
        table = await self._tables.table(guild_id, wanted, viewer_id=0)
        return tuple(row for row in table.rows if row.rank == 1)

    async def _past(self, guild_id: int, season_id: int) -> tuple[Past, ...]:
        page = await self._seasons.history(guild_id)
        return tuple(past for past in page.rows if past.season.id < season_id)[:FAME]

    async def _themes(self, schedule: Schedule, until: datetime) -> tuple[str, ...]:
        """Return the topics that a schedule will ask about, as far as can be foretold."""
        others = await self._schedules.of_guild(schedule.guild_id)
        coming = await foretell(
            schedule,
            [other for other in others if other.id != schedule.id],
            self._picker,
            self._clock.now(),
            COMING,
        )
        topics = [one.choice.pick.topic for one in coming if one.at.at < until]
        return tuple(dict.fromkeys(topics))


def _masteries(asked: Sequence[AskedRound]) -> tuple[Mastery, ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in asked:
        sums[one.topic][0] += one.score_milli
        sums[one.topic][1] += one.answered
    found = [
        Mastery(topic, score, answered) for topic, (score, answered) in sums.items() if answered
    ]
    return tuple(sorted(found, key=lambda mastery: (mastery.share, mastery.topic)))
