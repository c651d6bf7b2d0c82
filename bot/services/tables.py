"""What a board is, and a page of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.services.ladders import Entry


class Kind(StrEnum):
    """What a board is ordered by."""

    SEASON = "season"
    """Shrunken accuracy, whatever the period."""
    EFFORT = "effort"
    """Points."""
    STREAK = "streak"
    IMPROVED = "improved"
    """How much a season's accuracy is above that of all before it."""
    HELPER = "helper"
    """Points for helping others."""
    RATING = "rating"

    @property
    def has_period(self) -> bool:
        """Whether it can be drawn for a week, a season or all time, as it stands in the store."""
        return self in {Kind.SEASON, Kind.EFFORT, Kind.HELPER}

    @property
    def has_topics(self) -> bool:
        """Whether it can be drawn for one topic."""
        return self in {Kind.SEASON, Kind.EFFORT, Kind.IMPROVED}


class Period(StrEnum):
    """What a board covers."""

    WEEK = "week"
    SEASON = "season"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which board is to be shown."""

    kind: Kind = Kind.SEASON
    period: Period = Period.SEASON
    topic: str = ""
    """A topic's id; empty: all."""
    season_id: int = 0
    """A season that is over; 0: the one that runs. For a period that is a season."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a board."""

    rank: int
    """1 is first; ties share a rank (1, 2, 2, 4)."""
    member_id: int
    entry: Entry
    before: int | None = None
    """The rank a week ago; None: not on the board then, or not compared."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands on a board."""

    wanted: Wanted
    covers: str
    """A season's name, a week such as "2026-W47", or empty for all time."""
    own: Row | None
    """The member's line; None: they are not on the board."""
    near: tuple[Row, ...]
    """Who stands next above and next below them, the best first."""
    total: int
    """Members on the board."""
    compares: bool
    """Whether the ranks are compared with those of a week ago."""
    answered: int
    """The member's graded answers that count here; they may be too few to be on the board."""
    is_hidden: bool = False
    """Whether the member hides from boards, or has left: then nobody else is shown the place."""


@dataclass(frozen=True, slots=True)
class Table:
    """A page of a board."""

    place: Place
    """The viewer's."""
    page: int
    """1-based."""
    pages: int
    """At least 1."""
    rows: tuple[Row, ...]

    @property
    def has_viewer(self) -> bool:
        """Whether the viewer is among the rows."""
        own = self.place.own
        return own is not None and own.member_id in {row.member_id for row in self.rows}


def sensible(wanted: Wanted) -> Wanted:
    """Return what can be shown: some boards have neither periods nor topics."""
    if not wanted.kind.has_topics:
        wanted = replace(wanted, topic="")
    if not wanted.kind.has_period:
        wanted = replace(wanted, period=Period.SEASON)
    return wanted
