"""Schedules: what admins set up, change, pause and look ahead to."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from bot.domain.choosing import few
from bot.domain.daily import Draft, Schedule
from bot.domain.exhaustion import Told, known_at_start
from bot.errors import NotFound, UserError
from bot.services.foresight import Preview, foretell
from bot.store.schedules import NameTakenError

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from datetime import datetime

    from bot.bank import Track
    from bot.domain.round import Round
    from bot.domain.schedule import Occurrence
    from bot.services.clock import Clock
    from bot.services.daily import DailyService
    from bot.services.library import Library
    from bot.services.picking import Picker
    from bot.services.publisher import Publisher
    from bot.store.pauses import PauseStore
    from bot.store.schedules import ScheduleStore

MOST = 10
"""Schedules a server may have."""


class ScheduleService:
    """Adds, changes, pauses and previews schedules.

    Args:
        schedules: the store.
        pauses: whether they run.
        daily: claims posts (for `post_now`).
        picker: knows what fits, and foretells.
        library: knows the topics and tracks.
        publisher: asks Discord for permissions.
        clock: the time.
        rng: draws the seeds of new schedules.
    """

    def __init__(
        self,
        *,
        schedules: ScheduleStore,
        pauses: PauseStore,
        daily: DailyService,
        picker: Picker,
        library: Library,
        publisher: Publisher,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._schedules = schedules
        self._pauses = pauses
        self._daily = daily
        self._picker = picker
        self._library = library
        self._publisher = publisher
        self._clock = clock
        self._rng = rng
        self._changing = asyncio.Lock()  # so that no admin undoes what another one changes

    async def add(self, draft: Draft) -> Schedule:
        """Add a schedule.

        Raises:
            UserError: the name is taken, no question fits, or the server has too many.
        """
        self._check(draft)
        others = await self.list(draft.guild_id)
        _check_name(draft.name, others)
        if len(others) >= MOST:
            raise UserError(
                f"A server can have {MOST} schedules. Remove one with `/schedule remove` first."
            )
        now = self._clock.now()
        first = draft.recurrence.next_after(now)
        told, seed = await self._told(draft), self._rng.getrandbits(53)
        try:
            schedule_id = await self._schedules.add(draft, first, now, seed=seed, told=told)
        except NameTakenError:
            raise UserError(_taken(draft.name)) from None
        return await self._known(schedule_id)

    async def edit(self, guild_id: int, name: str, /, **changes: Any) -> Schedule:
        """Change a schedule; the changes are fields of `Draft`.

        A local day that was asked already is not asked again, whatever the new time.

        Raises:
            NotFound: no schedule of that name.
            UserError: the new name is taken, or no question fits.
        """
        async with self._changing:
            # What is due just now would else be lost: the next post is worked out anew.
            await self._daily.run_due(self._clock.now())
            edited = replace(await self.get(guild_id, name), **changes)
            self._check(edited)
            others = await self.list(guild_id)
            _check_name(edited.name, [other for other in others if other.id != edited.id])
            edited = replace(edited, told=await self._told(edited))
            try:
                next_, now = await self._next(edited), self._clock.now()
                await self._schedules.change(edited, next_, now)
            except NameTakenError:
                raise UserError(_taken(edited.name)) from None
        return await self._known(edited.id)

    async def list(self, guild_id: int) -> Sequence[Schedule]:
        """Return a server's schedules by name."""
        return await self._schedules.of_guild(guild_id)

    async def names(self, guild_id: int) -> Sequence[str]:
        """Return the names of a server's schedules."""
        return [schedule.name for schedule in await self._schedules.of_guild(guild_id)]

    async def get(self, guild_id: int, name: str) -> Schedule:
        """Return a schedule by name, whatever its case.

        Raises:
            NotFound: no schedule of that name; lists those there are.
        """
        schedules = await self._schedules.of_guild(guild_id)
        for schedule in schedules:
            if schedule.name.casefold() == name.strip().casefold():
                return schedule
        if not schedules:
            raise NotFound("There is no schedule here yet. Set one up with `/setup`.")
        names = ", ".join(f"**{schedule.name}**" for schedule in schedules)
        raise NotFound(f"There is no schedule called “{name}” here. There is: {names}.")

    async def preview(self, guild_id: int, name: str, count: int = 5) -> Preview:
        """Return when a schedule posts next, and what it will ask if nothing changes."""
        now = self._clock.now()
        schedule = await self.get(guild_id, name)
        others = [other for other in await self.list(guild_id) if other.id != schedule.id]
        posts = await foretell(schedule, others, self._picker, now, count)
        return replace(await self.look_ahead(schedule, count), posts=posts)

    async def look_ahead(self, draft: Draft, count: int = 3) -> Preview:
        """Return the posts of a schedule that may not be stored yet; a paused one has none."""
        now = self._clock.now()
        if not isinstance(draft, Schedule):
            stored = Schedule(id=0, **{f.name: getattr(draft, f.name) for f in fields(Draft)})
            occurrences = draft.recurrence.upcoming(now, count)
        elif draft.next_at is None:
            stored, occurrences = draft, []
        else:
            before = await self._schedules.last_day(draft.id)
            stored = draft
            occurrences = draft.recurrence.upcoming(now, count, after_day=before)
        return Preview(
            stored,
            occurrences,
            candidates=len(self._picker.stock(draft, now)),
            left=await self._picker.left(draft, now),
            track=self._library.bank.tracks.get(draft.track),
        )

    async def pause(self, guild_id: int, name: str) -> Schedule:
        """Stop posting until resumed. Rounds that are open go on.

        Raises:
            UserError: it is paused already.
        """
        schedule = await self.get(guild_id, name)
        if not await self._pauses.pause(schedule.id, self._clock.now()):
            raise UserError(f"**{schedule.name}** is paused already.")
        return await self._known(schedule.id)

    async def resume(self, guild_id: int, name: str) -> Schedule:
        """Go on posting.

        Raises:
            UserError: it is not paused, or a permission is still missing.
        """
        schedule = await self.get(guild_id, name)
        if schedule.paused_at is None:
            raise UserError(f"**{schedule.name}** is not paused.")
        missing = await self.check(schedule.guild_id, schedule.channel_id)
        if missing:
            raise UserError(
                f"I still lack {', '.join(missing)} in <#{schedule.channel_id}>. "
                "Grant that in the channel's settings, then resume again."
            )
        async with self._changing:
            next_ = await self._next(await self._known(schedule.id))
            await self._pauses.resume(schedule.id, next_, self._clock.now())
        return await self._known(schedule.id)

    async def skip(self, guild_id: int, name: str, *, undo: bool = False) -> Schedule:
        """Leave out the next post, or take that back.

        Raises:
            UserError: it is paused, or there is nothing to take back.
        """
        schedule = await self.get(guild_id, name)
        if schedule.next_at is None or schedule.next_day is None:
            raise UserError(f"**{schedule.name}** is paused, so there is nothing to skip.")
        if undo:
            if await self._pauses.unskip(schedule, self._clock.now()) is None:
                raise UserError(f"No skipped post of **{schedule.name}** is still to come.")
        else:
            next_ = schedule.recurrence.next_after(schedule.next_at, after_day=schedule.next_day)
            if not await self._pauses.skip(schedule, next_):
                raise UserError(f"**{schedule.name}** has just posted. Skip again if you like.")
        return await self._known(schedule.id)

    async def post_now(self, guild_id: int, name: str) -> Round:
        """Post a question at once, besides the regular ones.

        Raises:
            UserError: one was posted within this minute, or none fits.
        """
        return await self._daily.post_now(await self.get(guild_id, name))

    async def remove(self, guild_id: int, name: str) -> Schedule:
        """Remove a schedule and return it. Its open rounds go on, its history stays."""
        schedule = await self.get(guild_id, name)
        await self._schedules.remove(schedule.id)
        return schedule

    async def check(self, guild_id: int, channel_id: int) -> Sequence[str]:
        """Return the permissions Viva lacks in the channel; see `Publisher`."""
        return await self._publisher.missing_permissions(guild_id, channel_id)

    async def test_post(self, channel_id: int) -> None:
        """Send a message to the channel and remove it again."""
        await self._publisher.test_post(channel_id)

    def topics(self) -> Sequence[tuple[str, str]]:
        """Return the bank's topics as (id, title), in the bank's order."""
        return self._library.topics()

    def tracks(self) -> Sequence[Track]:
        """Return the bank's tracks."""
        return list(self._library.bank.tracks.values())

    def languages(self) -> Sequence[str]:
        """Return the languages of the bank's questions, as two letters each."""
        return sorted({question.language for question in self._library.bank.questions.values()})

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock.now()

    def _check(self, draft: Draft) -> None:
        if not draft.name.strip():
            raise UserError("Give the schedule a name, such as `daily`.")
        if not self._picker.stock(draft, self._clock.now()):
            raise UserError(
                "No question of the bank fits these topics, difficulties, level, language and "
                "track together. Choose more of them."
            )

    async def _told(self, draft: Draft) -> Told:
        """Return what the page that follows says about running out of questions."""
        now = self._clock.now()
        stock = self._picker.stock(draft, now)
        return known_at_start(await self._picker.left(draft, now), few(stock))

    async def _next(self, schedule: Schedule) -> Occurrence:
        before = await self._schedules.last_day(schedule.id)
        return schedule.recurrence.next_after(self._clock.now(), after_day=before)

    async def _known(self, schedule_id: int) -> Schedule:
        schedule = await self._schedules.get(schedule_id)
        if schedule is None:
            raise NotFound("That schedule was removed meanwhile.")
        return schedule


def _check_name(name: str, others: Sequence[Schedule]) -> None:
    """Refuse a name that differs from another schedule's by no more than its case."""
    for other in others:
        if other.name.casefold() == name.casefold():
            raise UserError(_taken(other.name))


def _taken(name: str) -> str:
    return (
        f"There is a schedule called **{name}** already. "
        "Choose another name, or change that one with `/schedule edit`."
    )
