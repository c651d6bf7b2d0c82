"""Seasons: calendar months or four weeks, in the server's zone, one after the other.

A season holds the instants from its start to its end, without the end. The next one begins where
it ends, so every instant belongs to one season.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = 28
"""Of a season of four weeks."""
SHORTEST: Final = timedelta(days=7)
"""A month that is nearly over when a season begins is joined to the one that follows."""
_DAY: Final = timedelta(days=1)


class SeasonKind(StrEnum):
    """How long seasons last."""

    MONTH = "month"
    """A calendar month."""
    WEEKS = "weeks"
    """Four weeks; the first begins on a Monday."""


@dataclass(frozen=True, slots=True)
class Season:
    """A season of a server."""

    id: int
    """0: one without results, which is stored nowhere."""
    guild_id: int
    kind: SeasonKind
    starts_at: datetime
    ends_at: datetime
    rolled: bool = False
    """Whether its end was dealt with."""

    @property
    def board(self) -> str:
        """The name of its board."""
        return board_of(self.id)


def board_of(season_id: int) -> str:
    """Return the name of a season's board: `s12`."""
    return f"s{season_id}"


def span_at(kind: SeasonKind, instant: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the start and the end of a server's first season, which holds the instant.

    Args:
        kind: how long seasons last.
        instant: an aware datetime.
        zone: the server's IANA zone.

    Raises:
        ValueError: `instant` is naive.
    """
    day = _local(instant, zone)
    if kind is SeasonKind.MONTH:
        first = day.replace(day=1)
        return midnight(first, zone), midnight(_next_month(first), zone)
    first = day - day.weekday() * _DAY
    return midnight(first, zone), midnight(first + DAYS * _DAY, zone)


def end_of(kind: SeasonKind, start: datetime, zone: str) -> datetime:
    """Return the end of a season that begins at an instant, which may be any.

    It is a local midnight: the first of a month, a week away at least, or that after four weeks.
    """
    day = _local(start, zone)
    if kind is SeasonKind.WEEKS:
        return midnight(day + DAYS * _DAY, zone)
    end = midnight(_next_month(day), zone)
    if end - start < SHORTEST:
        end = midnight(_next_month(_next_month(day)), zone)
    return end


def midnight(day: date, zone: str) -> datetime:
    """Return the instant at which a local date begins, in UTC.

    Where clocks go forward at midnight the date begins an hour later; see `bot.domain.schedule`.
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def season_name(season: Season, zone: str) -> str:
    """Return what a season is called: `November 2026`, or `2 Nov to 29 Nov 2026`."""
    first, after = _local(season.starts_at, zone), _local(season.ends_at, zone)
    if first.day == 1 and after == _next_month(first):
        return f"{first:%B %Y}"
    last = _local(season.ends_at - timedelta(milliseconds=1), zone)
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%b}{year} to {last.day} {last:%b %Y}"


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 31 * _DAY).replace(day=1)


def _local(instant: datetime, zone: str) -> date:
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant!r}; pass an aware one")
    return instant.astimezone(ZoneInfo(zone)).date()
