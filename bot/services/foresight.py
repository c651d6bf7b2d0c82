"""Foretelling what a schedule will ask, if nothing changes meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from heapq import heapify, heapreplace
from typing import TYPE_CHECKING, Final

from bot.domain.schedule import Occurrence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.bank import Track
    from bot.domain.choosing import Past
    from bot.domain.daily import Schedule
    from bot.services.picking import Choice, Picker

_BREATH: Final = 25
"""Picks after which others get their turn on the event loop."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A post to come: when, and what is asked unless something changes."""

    at: Occurrence
    choice: Choice


@dataclass(frozen=True, slots=True)
class Preview:
    """What a schedule will do."""

    schedule: Schedule
    occurrences: Sequence[Occurrence]
    candidates: int
    """How many questions of the bank fit."""
    left: int
    """How many of them the server was not asked yet (of a track: not lately)."""
    posts: Sequence[Coming] = ()
    """What will be asked, if nothing changes; only where it was asked for."""
    track: Track | None = None
    """The schedule's track, if there is one of its id."""


async def foretell(
    schedule: Schedule, others: Sequence[Schedule], picker: Picker, now: datetime, count: int
) -> list[Coming]:
    """Return a schedule's next posts, picked as they will be when they are due.

    The server's other schedules are followed as well: what one asks, the others do not.

    Args:
        schedule: one that runs; a paused one has no posts.
        others: the other schedules of its server.
        picker: picks.
        now: the time.
        count: how many posts.

    Returns:
        The posts, the next one first; none when no question fits.
    """
    running = [s for s in (schedule, *others) if s.next_at is not None and s.next_day is not None]
    if schedule not in running:
        return []
    past = (await picker.pasts(running, now, ahead=True))[schedule.guild_id]
    coming: list[Coming] = []
    calendar = [_Slot.first(s) for s in running]
    heapify(calendar)
    picks = 0
    while len(coming) < count:
        slot = calendar[0]
        choice = _pick(slot, past, picker)
        if slot.schedule.id == schedule.id:
            if choice is None:
                break
            coming.append(Coming(slot.occurrence, choice))
        heapreplace(calendar, slot.next())
        picks += 1
        if picks % _BREATH == 0:
            await asyncio.sleep(0)
    return coming


def _pick(slot: _Slot, past: Past, picker: Picker) -> Choice | None:
    day, at = slot.occurrence.day, slot.occurrence.at
    choice = picker.choose(slot.schedule, past, slot=day.isoformat(), day=day, at=at)
    if choice is not None:
        past.note(choice.pick, day)
    return choice


@dataclass(frozen=True, slots=True)
class _Slot:
    """A time at which a schedule is due; in the order in which they are claimed."""

    occurrence: Occurrence
    schedule: Schedule

    @classmethod
    def first(cls, schedule: Schedule) -> _Slot:
        if schedule.next_at is None or schedule.next_day is None:
            raise ValueError(f"schedule {schedule.id} is paused")
        return cls(Occurrence(schedule.next_day, schedule.next_at), schedule)

    def next(self) -> _Slot:
        now = self.occurrence
        recurrence = self.schedule.recurrence
        return _Slot(recurrence.next_after(now.at, after_day=now.day), self.schedule)

    def __lt__(self, other: _Slot) -> bool:
        return (self.occurrence.at, self.schedule.id) < (other.occurrence.at, other.schedule.id)
