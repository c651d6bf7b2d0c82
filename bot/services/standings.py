"""Standings: who leads, where one stands, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.question import from_snapshot
from bot.domain.standings import ALL, rank, season_of, week_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping

    from bot.services.clock import Clock
    from bot.services.publisher import Publisher
    from bot.store.awards import Award, AwardStore
    from bot.store.members import Member, MemberStore
    from bot.store.standings import Line, StandingStore

PAGE = 10
CHECKS = 5
"""How often a page is drawn again because members on it have left."""
ALL_POINTS = -1
"""Everybody on a board has more."""


class Period(StrEnum):
    """What a board covers."""

    WEEK = "week"
    SEASON = "season"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a board."""

    rank: int
    """1 is first; ties share a rank (1, 2, 2, 4)."""
    member_id: int
    points: int
    answered: int
    """Graded answers; taking part in open questions is not counted."""
    correct: int


@dataclass(frozen=True, slots=True)
class Table:
    """A page of a board."""

    period: Period
    board: str
    """"all", a season such as "2026-11", or a week such as "2026-W47"."""
    topic: str
    page: int
    """1-based."""
    pages: int
    """At least 1."""
    rows: tuple[Row, ...]
    own: Row | None
    """The viewer's line, wherever it is; None without points."""
    total: int
    """Members on the board."""


@dataclass(frozen=True, slots=True)
class Stats:
    """A member's figures."""

    member_id: int
    season: Row | None
    all: Row | None
    topics: dict[str, Row]
    """All-time lines by topic; their rank is 0 (not computed)."""
    member: Member
    season_size: int
    all_size: int


@dataclass(frozen=True, slots=True)
class AwardRow:
    """A line of `/why`."""

    award: Award
    question_id: str
    """Empty when it does not concern a question."""
    channel_id: int | None
    message_id: int | None
    """The reveal's message, to jump to."""
    stem: str = ""
    """The question as it was asked; empty when it does not concern one."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of something listed; `page` is 1-based, `pages` at least 1."""

    rows: tuple[AwardRow, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page as read: its lines, and how many have more than the points asked about."""

    lines: Sequence[Line]
    page: int
    above: Mapping[int, int]

    @property
    def start(self) -> int:
        """How many stand on the pages before."""
        return (self.page - 1) * PAGE

    @property
    def total(self) -> int:
        """Members on the board."""
        return self.above[ALL_POINTS]

    @property
    def pages(self) -> int:
        """Pages of the board."""
        return pages(self.total, PAGE)


def pages(total: int, size: int) -> int:
    """Return how many pages a list takes: at least one."""
    return max(1, -(-total // size))


class StandingsService:
    """Answers who stands where.

    Args:
        awards: the ledger.
        standings: the boards.
        members: streaks, and who left.
        publisher: knows who is still in the server.
        clock: the time.
    """

    def __init__(
        self,
        *,
        awards: AwardStore,
        standings: StandingStore,
        members: MemberStore,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._awards = awards
        self._standings = standings
        self._members = members
        self._publisher = publisher
        self._clock = clock

    async def table(
        self,
        guild_id: int,
        period: Period = Period.SEASON,
        topic: str = "",
        page: int = 1,
        *,
        viewer_id: int,
    ) -> Table:
        """Return a page of a board; a page too far is the last one. Who left is not on it."""
        board = await self._board(guild_id, period)
        own = await self._standings.line(guild_id, board, topic, viewer_id)
        if own is not None and (await self._members.get(guild_id, viewer_id)).left:
            # Whoever looks at a board is in the server again.
            await self._members.returned(guild_id, [viewer_id])
        asked = [ALL_POINTS] if own is None else [ALL_POINTS, own.points]
        drawn = await self._draw(guild_id, board, topic, page, asked)
        for _ in range(CHECKS):
            if not await self._note_left(guild_id, [line.member_id for line in drawn.lines]):
                break
            drawn = await self._draw(guild_id, board, topic, page, asked)
        first = await self._first(guild_id, board, topic, drawn)
        rows = _ranked(drawn.lines, drawn.start, first)
        place = None if own is None else _row(own, 1 + drawn.above[own.points])
        return Table(period, board, topic, drawn.page, drawn.pages, rows, place, drawn.total)

    async def stats(self, guild_id: int, member_id: int) -> Stats:
        """Return a member's figures."""
        season = await self._board(guild_id, Period.SEASON)
        by_topic = await self._standings.topics(guild_id, ALL, member_id)
        return Stats(
            member_id=member_id,
            season=await self._own(guild_id, season, "", member_id),
            all=await self._own(guild_id, ALL, "", member_id),
            topics={topic: _row(line, 0) for topic, line in by_topic.items() if topic},
            member=await self._members.get(guild_id, member_id),
            season_size=await self._standings.size(guild_id, season, ""),
            all_size=await self._standings.size(guild_id, ALL, ""),
        )

    async def why(self, guild_id: int, member_id: int, page: int = 1) -> Page:
        """Return a page of a member's awards, the latest first."""
        _, total = await self._awards.of_member(guild_id, member_id, offset=0, limit=0)
        page = min(max(page, 1), pages(total, PAGE))
        found, total = await self._awards.of_member(
            guild_id, member_id, offset=(page - 1) * PAGE, limit=PAGE
        )
        rows = tuple(_award_row(award, row) for award, row in found)
        return Page(rows, page, pages(total, PAGE), total)

    async def rebuild(self) -> Sequence[tuple[int, str, str, int]]:
        """Recompute the standings from the ledger; return the places that differed."""
        return await self._awards.rebuild()

    async def _board(self, guild_id: int, period: Period) -> str:
        if period is Period.ALL:
            return ALL
        zone = await self._awards.zone(guild_id)
        now: datetime = self._clock.now()
        return season_of(now, zone) if period is Period.SEASON else week_of(now, zone)

    async def _draw(
        self, guild_id: int, board: str, topic: str, page: int, asked: Sequence[int]
    ) -> _Drawn:
        above = await self._standings.above(guild_id, board, topic, asked)
        page = min(max(page, 1), pages(above[ALL_POINTS], PAGE))
        start = (page - 1) * PAGE
        lines = await self._standings.top(guild_id, board, topic, offset=start, limit=PAGE)
        return _Drawn(lines, page, above)

    async def _first(self, guild_id: int, board: str, topic: str, drawn: _Drawn) -> int:
        """Return the rank of a page's first line: who ties with it may stand on the page before."""
        if not drawn.lines or drawn.start == 0:
            return 1
        points = drawn.lines[0].points
        return 1 + (await self._standings.above(guild_id, board, topic, [points]))[points]

    async def _note_left(self, guild_id: int, member_ids: list[int]) -> bool:
        if not member_ids:
            return False
        present = await self._publisher.present(guild_id, member_ids)
        gone = [member_id for member_id in member_ids if member_id not in present]
        if gone:
            await self._members.left(guild_id, gone, self._clock.now())
        return bool(gone)

    async def _own(self, guild_id: int, board: str, topic: str, member_id: int) -> Row | None:
        line = await self._standings.line(guild_id, board, topic, member_id)
        if line is None:
            return None
        above = await self._standings.above(guild_id, board, topic, [line.points])
        return _row(line, 1 + above[line.points])


def _award_row(award: Award, row: RowMapping | None) -> AwardRow:
    if row is None:
        return AwardRow(award, "", None, None)
    stem = from_snapshot(row["snapshot"]).stem
    return AwardRow(award, row["question_id"], row["channel_id"], row["reveal_message_id"], stem)


def _ranked(lines: Sequence[Line], start: int, first: int) -> tuple[Row, ...]:
    """Rank a page of lines.

    Args:
        lines: most points first.
        start: how many stand on the pages before.
        first: the rank of the first line.
    """
    places = rank([line.points for line in lines])
    return tuple(
        _row(line, first if line.points == lines[0].points else start + place)
        for line, place in zip(lines, places, strict=True)
    )


def _row(line: Line, place: int) -> Row:
    return Row(place, line.member_id, line.points, line.answered, line.correct)
