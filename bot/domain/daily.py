"""A schedule: when a question is asked in which channel, what is asked, and how it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.exhaustion import Told
from bot.domain.pools import Filter
from bot.domain.round import AnswerStyle, ThreadPolicy
from bot.domain.schedule import ALL_WEEKDAYS, Occurrence, Recurrence

if TYPE_CHECKING:
    from datetime import date, datetime

DEFAULT_WINDOW = timedelta(hours=24)
DEFAULT_GRACE = timedelta(hours=6)
_MONDAY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an admin chooses for a schedule. Weekdays: bit 0 is Monday; minute: local, 0 to 1439."""

    guild_id: int
    channel_id: int
    created_by: int
    name: str = "daily"
    weekdays: int = ALL_WEEKDAYS
    minute: int = 9 * 60
    zone: str = "UTC"
    topics: tuple[str, ...] = ()
    """Topic ids; empty means all."""
    min_difficulty: int = 1
    max_difficulty: int = 5
    level: str = ""
    """One of `Level`; empty means any."""
    language: str = ""
    """Two letters; empty means any."""
    track: str = ""
    """The id of a track, whose order counts instead of rhythm and topics' shares; empty: none."""
    rhythm: bool = True
    """Whether the weekdays ask for different difficulties; see `bot.domain.rhythm`."""
    style: AnswerStyle = AnswerStyle.REACTIONS
    thread: ThreadPolicy = ThreadPolicy.REVEAL
    window: timedelta = DEFAULT_WINDOW
    """How long a question stays open, 1 minute to 7 days."""
    grace: timedelta = DEFAULT_GRACE
    """How late a missed question may still be posted."""
    ping_role_id: int | None = None
    recap: bool = False
    """Whether the channel gets a look back at each week."""

    def next_recap(self, now: datetime) -> datetime | None:
        """Return when the next look back is due: Mondays at the local time of the questions."""
        if not self.recap:
            return None
        return Recurrence(_MONDAY, self.minute, self.zone).next_after(now).at

    @property
    def recurrence(self) -> Recurrence:
        """When it is asked."""
        return Recurrence(self.weekdays, self.minute, self.zone)

    @property
    def wanted(self) -> Filter:
        """Which questions fit."""
        return Filter(
            frozenset(self.topics),
            self.min_difficulty,
            self.max_difficulty,
            self.level,
            self.language,
            self.track,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Draft):
    """A stored schedule."""

    id: int
    paused_at: datetime | None = None
    paused_reason: str = ""
    """Why Viva paused it; empty when an admin did."""
    next_at: datetime | None = None
    """The next post, UTC; None while paused."""
    next_day: date | None = None
    seed: int = 0
    """What all its picks follow from, 53 bits; never shown, or they could be foretold."""
    told: Told = Told.NOTHING
    """What the admins were told about running out of questions."""

    def due(self, now: datetime) -> tuple[list[Occurrence], Occurrence]:
        """Return the posts that are due, the earliest first, and the first that is not.

        There is one due, and more when some were missed.

        Raises:
            ValueError: it is paused.
        """
        if self.next_at is None or self.next_day is None:
            raise ValueError(f"schedule {self.id} is paused")
        first = Occurrence(self.next_day, self.next_at)
        next_ = self.recurrence.next_after(first.at, after_day=first.day)
        if next_.at > now:
            return [first], next_
        missed = [first, *self.recurrence.between(first.at, now)]
        return missed, self.recurrence.next_after(now, after_day=missed[-1].day)
