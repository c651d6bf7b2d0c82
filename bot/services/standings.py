"""Standings: who leads, where one stands, and how that has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.seasons import season_name
from bot.domain.standings import ALL, HELP, newest_ranked, week_of
from bot.services.ladders import EVERYBODY, BoardLadder, Entry, ListLadder, StreakLadder
from bot.services.looking_back import LookingBack
from bot.services.paging import pages
from bot.services.placing import (
    PAGE,
    around,
    first_places,
    gain_of,
    placed,
    ranked,
    strength,
    stretch,
    values_of,
)
from bot.services.tables import Kind, Period, Place, Row, Table, Wanted, sensible
from bot.services.totals import Totals
from bot.store.standings import Board, Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.seasons import Season
    from bot.services.clock import Clock
    from bot.services.ladders import Ladder
    from bot.services.publisher import Publisher
    from bot.services.streaks import StreakService
    from bot.store.members import MemberStore
    from bot.store.ratings import RatingStore
    from bot.store.seasons import SeasonStore
    from bot.store.standings import StandingStore
    from bot.store.streak_board import StreakBoardStore
    from bot.store.trends import TrendStore

CHECKS: Final = 5
"""How often a page is drawn again because members on it have left."""
LISTED: Final = 1000
"""The most members on the boards that are not kept in order."""
FEWEST_RANKED: Final = 3
"""From so many ranked members on a season has a podium."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A board that is looked at: what was wanted, and where it is."""

    wanted: Wanted
    board: Board
    season: Season
    zone: str

    @property
    def covers(self) -> str:
        """What the board covers; see `Place.covers`."""
        if self.wanted.kind in {Kind.STREAK, Kind.RATING} or self.wanted.period is Period.ALL:
            return ""
        if self.wanted.period is Period.SEASON:
            return season_name(self.season, self.zone)
        return self.board.name


class StandingsService:
    """Answers who stands where.

    Args:
        standings: the boards.
        trends: how they were.
        seasons: what they cover.
        ratings: how strong members are in quizzes.
        streaks: how a streak stands.
        streak_board: who has the longest.
        members: who left.
        publisher: knows who is still in the server.
        clock: the time.
    """

    def __init__(
        self,
        *,
        standings: StandingStore,
        trends: TrendStore,
        seasons: SeasonStore,
        ratings: RatingStore,
        streaks: StreakService,
        streak_board: StreakBoardStore,
        members: MemberStore,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._standings = standings
        self._trends = trends
        self._seasons = seasons
        self._ratings = ratings
        self._streaks = streaks
        self._streak_board = streak_board
        self._members = members
        self._publisher = publisher
        self._clock = clock
        self._back = LookingBack(trends)
        self._totals = Totals(clock)

    async def table(self, guild_id: int, wanted: Wanted, page: int = 1, *, viewer_id: int) -> Table:
        """Return a page of a board; a page too far is the last one. Who left is not on it."""
        look = await self._look(guild_id, wanted)
        viewer = await self._members.get(guild_id, viewer_id)
        is_away = viewer.left and not await self._is_back(guild_id, viewer_id)
        ladder, start, entries = await self._draw(look, page)
        own, near = ([], []) if is_away else await around(ladder, viewer_id)
        above = await ladder.above(values_of([*entries[:1], *own, *near]))
        before = await self._before(look)
        place = await self._place(look, viewer_id, own, near, above)
        place = replace(place, is_hidden=viewer.hidden or is_away)
        rows = ranked(entries, start, above, before)
        return Table(place, start // PAGE + 1, pages(place.total, PAGE), rows)

    async def place(
        self, guild_id: int, wanted: Wanted, member_id: int, *, alone: bool = False
    ) -> Place:
        """Return where a member stands on a board, with their neighbours unless `alone`."""
        look = await self._look(guild_id, wanted)
        ladder = await self._ladder(look)
        own, near = await around(ladder, member_id, alone=alone)
        above = await ladder.above(values_of([*own, *near]))
        return await self._place(look, member_id, own, near, above)

    def forget(self, guild_id: int, member_id: int) -> None:
        """Forget what is kept in memory of a member who was erased."""
        self._back.forget(guild_id, member_id)

    async def size(self, guild_id: int, season_board: str) -> int:
        """Return how many members have points in a season, without those too new to be ranked."""
        newest = newest_ranked(self._clock.now())
        return await self._standings.size(Board(guild_id, season_board, newest=newest))

    async def podium(self, guild_id: int, season_board: str, *, last: int = 3) -> list[Row]:
        """Return who stands on the first places of a season, the best first; ties share a place.

        Nobody where fewer than three members are ranked: points can be farmed alone.
        """
        board = Board(guild_id, season_board, "", Order.RATE, newest_ranked(self._clock.now()))
        ladder = BoardLadder(self._standings, board, self._totals)
        entries = await first_places(ladder, last)
        for _ in range(CHECKS):
            if not await self._note_left(guild_id, [entry.member_id for entry in entries]):
                break
            entries = await first_places(ladder, last)
        if (await ladder.above([EVERYBODY]))[EVERYBODY] < FEWEST_RANKED:
            return []
        return [row for row in ranked(entries, 0, {}, None) if row.rank <= last]

    async def leaders(self, guild_id: int, name: str, topics: Iterable[str]) -> dict[str, int]:
        """Return topic -> who leads a board by accuracy in it, where anybody is ranked."""
        newest = newest_ranked(self._clock.now())
        on = [Board(guild_id, name, topic, Order.RATE, newest) for topic in topics]
        checks = CHECKS
        while True:
            tops = [await self._standings.top(board, offset=0, limit=1) for board in on]
            best = {
                b.topic: line.member_id for b, lines in zip(on, tops, strict=True) for line in lines
            }
            checks -= 1
            left = await self._note_left(guild_id, sorted(set(best.values())))
            if not (left and checks):
                return best

    # ------------------------------------------------------------------ which board

    async def _look(self, guild_id: int, wanted: Wanted) -> _Look:
        wanted, now = sensible(wanted), self._clock.now()
        settings, season = await self._seasons.running(guild_id, now)
        if wanted.season_id:
            season = await self._seasons.get(guild_id, wanted.season_id) or season
        names = {
            Period.WEEK: week_of(now, settings.zone),
            Period.SEASON: season.board,
            Period.ALL: ALL,
        }
        order = Order.RATE if wanted.kind is Kind.SEASON else Order.POINTS
        topic = HELP if wanted.kind is Kind.HELPER else wanted.topic
        board = Board(guild_id, names[wanted.period], topic, order, newest_ranked(now))
        return _Look(wanted, board, season, settings.zone)

    async def _ladder(self, look: _Look) -> Ladder:
        board = look.board
        match look.wanted.kind:
            case Kind.STREAK:
                now = self._clock.now()
                return StreakLadder(self._streak_board, self._streaks, board.guild_id, now)
            case Kind.RATING:
                best = await self._ratings.best(board.guild_id, board.newest, LISTED)
                return ListLadder([strength(who, rating) for who, rating in best])
            case Kind.IMPROVED:
                since = await self._seasons.since(look.season)
                gains = await self._trends.improved(board, ALL, since)
                return ListLadder([gain_of(line, gain) for gain, line in gains])
            case _:
                return BoardLadder(self._standings, board, self._totals)

    async def _before(self, look: _Look) -> dict[int, int] | None:
        now = self._clock.now()
        return await self._back.ranks(look.wanted, look.board, look.season, look.zone, now)

    async def _place(
        self,
        look: _Look,
        member_id: int,
        own: Sequence[Entry],
        near: Sequence[Entry],
        above: Mapping[int, int],
    ) -> Place:
        before = await self._before(look)
        return Place(
            wanted=look.wanted,
            covers=look.covers,
            own=placed(own[0], above, before) if own else None,
            near=tuple(placed(entry, above, before) for entry in near),
            total=above[EVERYBODY],
            compares=before is not None,
            answered=await self._answered(look, member_id, own),
        )

    async def _answered(self, look: _Look, member_id: int, own: Sequence[Entry]) -> int:
        if own and look.wanted.kind.has_period:
            return own[0].answered
        line = await self._standings.line(look.board, member_id)
        return 0 if line is None else line.answered

    # ------------------------------------------------------------------ drawing

    async def _draw(self, look: _Look, page: int) -> tuple[Ladder, int, Sequence[Entry]]:
        """Return the ladder, how many stand before the page, and the page, without who left."""
        checks = CHECKS
        while True:
            ladder = await self._ladder(look)
            start, entries = await stretch(ladder, page)
            checks -= 1
            shown = [entry.member_id for entry in entries]
            left = await self._note_left(look.board.guild_id, shown)
            if not (left and checks):
                return ladder, start, entries

    async def _is_back(self, guild_id: int, member_id: int) -> bool:
        """Whether a member who left is in the server again: others turn the pages of their board.

        If so, that is noted.
        """
        there = await self._publisher.found(guild_id, [member_id]) or frozenset()
        if there:
            await self._members.returned(guild_id, there)
        return bool(there)

    async def _note_left(self, guild_id: int, member_ids: list[int]) -> bool:
        if not member_ids:
            return False
        present = await self._publisher.present(guild_id, member_ids)
        gone = [member_id for member_id in member_ids if member_id not in present]
        if gone:
            await self._members.left(guild_id, gone, self._clock.now())
        return bool(gone)
