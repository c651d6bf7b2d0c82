"""Profiles of members, and the map of what a group knows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.mastery import Mastery
from bot.domain.standings import ALL
from bot.services.tables import Kind, Period, Row, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.rating import Rating
    from bot.domain.streaks import Calendar, StreakStatus
    from bot.services.clock import Clock
    from bot.services.standings import StandingsService
    from bot.services.streaks import StreakService
    from bot.store.members import Member, MemberStore
    from bot.store.ratings import RatingStore
    from bot.store.seasons import SeasonStore
    from bot.store.standings import Line, StandingStore

OWN_TOPICS: Final = "@"
"""What is no topic of questions begins with it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a member does."""

    member_id: int
    member: Member
    streak: StreakStatus
    calendar: Calendar
    """A year of days, up to today where the member is."""
    covers: str
    """The name of the season."""
    season: Row | None
    """The place in it by accuracy; None: fewer than eight answers, or not ranked."""
    season_size: int
    compares: bool
    """Whether the place is compared with that of a week ago."""
    answered: int
    """Graded answers in the season."""
    sums: Line | None
    """Of all time; None: no results yet."""
    effort: Row | None
    """The place by points of all time; None: not ranked."""
    effort_size: int
    rating: Rating | None
    """None: no rated quiz yet."""
    topics: tuple[Mastery, ...]
    """Of all time; in no order. Empty: no results yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a group knows of a topic."""

    mastery: Mastery
    expert_id: int | None
    """Who could explain it: present, not hiding, with eight answers or more; None: nobody yet."""


class ProfileService:
    """Tells how members and groups do, topic by topic.

    Args:
        tables: places on boards.
        standings: sums by topic.
        members: settings.
        ratings: how strong members are in quizzes.
        seasons: which season runs.
        streaks: how they stand.
        clock: the time.
    """

    def __init__(
        self,
        *,
        tables: StandingsService,
        standings: StandingStore,
        members: MemberStore,
        ratings: RatingStore,
        seasons: SeasonStore,
        streaks: StreakService,
        clock: Clock,
    ) -> None:
        self._tables = tables
        self._standings = standings
        self._members = members
        self._ratings = ratings
        self._seasons = seasons
        self._streaks = streaks
        self._clock = clock

    async def settings(self, guild_id: int, member_id: int) -> Member:
        """Return what a member has set, and their streak."""
        return await self._members.get(guild_id, member_id)

    async def profile(self, guild_id: int, member_id: int) -> Profile:
        """Return how a member does."""
        now = self._clock.now()
        today = await self._streaks.today(guild_id, member_id, now)
        every = Wanted(Kind.EFFORT, Period.ALL)
        season, effort = await asyncio.gather(  # on a connection each: both count for a while
            self._tables.place(guild_id, Wanted(), member_id, alone=True),
            self._tables.place(guild_id, every, member_id, alone=True),
        )
        by_topic = await self._standings.topics(guild_id, ALL, member_id)
        return Profile(
            member_id=member_id,
            member=await self._members.get(guild_id, member_id),
            streak=await self._streaks.status(guild_id, member_id, now),
            calendar=await self._streaks.calendar(guild_id, member_id, today),
            covers=season.covers,
            season=season.own,
            season_size=season.total,
            compares=season.compares,
            answered=season.answered,
            sums=by_topic.get(""),
            effort=effort.own,
            effort_size=effort.total,
            rating=await self._ratings.of_member(guild_id, member_id),
            topics=_masteries({t: (x.score_milli, x.answered) for t, x in by_topic.items()}),
        )

    async def group(self, guild_id: int, period: Period) -> tuple[Known, ...]:
        """Return what a group knows, the weakest topic first; empty without results.

        Args:
            guild_id: the server.
            period: the season that runs, or all time.
        """
        now = self._clock.now()
        board = ALL if period is Period.ALL else (await self._seasons.at(guild_id, now)).board
        masteries = _masteries(await self._standings.sums(guild_id, board))
        best = await self._tables.leaders(guild_id, board, [known.topic for known in masteries])
        found = [Known(mastery, best.get(mastery.topic)) for mastery in masteries]
        return tuple(sorted(found, key=lambda known: (known.mastery.share, known.mastery.topic)))


def _masteries(sums: Mapping[str, tuple[int, int]]) -> tuple[Mastery, ...]:
    return tuple(
        Mastery(topic, score_milli, answered)
        for topic, (score_milli, answered) in sums.items()
        if topic and not topic.startswith(OWN_TOPICS) and answered > 0
    )
