"""The daily question: turning due schedules into claimed rounds."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.exhaustion import Told
from bot.domain.round import draw_order
from bot.domain.schedule import Occurrence
from bot.domain.wording import plural
from bot.errors import UserError
from bot.store.claims import Claim, Move
from bot.store.outbox import Chore
from bot.store.pauses import Pause

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.bank import Bank, Track
    from bot.domain.choosing import Past
    from bot.domain.daily import Schedule
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.services.library import Library
    from bot.services.picking import Choice, Picker
    from bot.store.claims import ClaimStore
    from bot.store.pauses import PauseStore
    from bot.store.rounds import RoundStore
    from bot.store.schedules import ScheduleStore

log = logging.getLogger(__name__)

PUNCTUAL = timedelta(minutes=1)
"""A post that is later than this keeps its whole window."""

HORIZON = timedelta(minutes=5)
"""How far posts are planned ahead."""

LOOK_AHEAD_BATCH = 100
"""Posts planned at a time, once a second: 30,000 within the horizon."""

MORE = "For more, widen it or choose another track with `/schedule edit`."

BATCH = 150
"""Schedules claimed in one transaction; bounds how long the event loop is busy."""


class DailyService:
    """Claims the questions that are due.

    Args:
        schedules: what is due.
        pauses: stops a schedule that no question fits.
        claims: where claims are stored.
        rounds: what became of them.
        deliveries: sends what was claimed.
        picker: picks the questions.
        library: says when its questions change.
        clock: the time.
        rng: draws the order of options, and nonces.
    """

    def __init__(
        self,
        *,
        schedules: ScheduleStore,
        pauses: PauseStore,
        claims: ClaimStore,
        rounds: RoundStore,
        deliveries: Deliveries,
        picker: Picker,
        library: Library,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._schedules = schedules
        self._pauses = pauses
        self._claims = claims
        self._rounds = rounds
        self._deliveries = deliveries
        self._picker = picker
        self._library = library
        library.on_change(self._forget)
        library.on_edition(lambda guild_id: self._plans.pop(guild_id, None))
        self._clock = clock
        self._rng = rng
        # Held from looking at what was asked to claiming a question: none is picked twice.
        self._picking = asyncio.Lock()
        self._plans: dict[int, Move] = {}  # by server: one at a time, so none repeats another's
        self._seen: tuple[datetime, int] = (clock.now(), 0)

    async def run_due(self, now: datetime) -> int:
        """Claim a round for every schedule that is due; return how many were claimed.

        A post missed by more than its grace is recorded as skipped; of several missed ones only
        the latest is posted.
        """
        claimed = 0
        while due := await self._schedules.due(now, BATCH):
            async with self._picking:
                ids = await self._claims.move(await self._moves(due, now), now)
            self._deliveries.promise(Chore.POST, ids)
            claimed += len(ids)
            await asyncio.sleep(0)
        return claimed

    async def look_ahead(self, now: datetime) -> int:
        """Plan some posts of the next minutes, so that little is left to do when they are due.

        Thousands of servers like the same minute. Returns how many were looked at.
        """
        coming = await self._schedules.coming(
            max(self._seen, (now, 0)), now + HORIZON, LOOK_AHEAD_BATCH
        )
        if not coming:
            return 0
        self._seen = (_next_at(coming[-1]), coming[-1].id)
        fresh = [s for s in coming if s.guild_id not in self._plans]
        async with self._picking:
            pasts = await self._picker.pasts(fresh, now)
            for schedule in fresh:
                move = await self._safe_move(schedule, pasts, _next_at(schedule))
                if move is not None:
                    self._plans.setdefault(schedule.guild_id, move)
        return len(coming)

    async def _moves(self, due: Sequence[Schedule], now: datetime) -> list[Move]:
        """Return what becomes of due schedules: as planned, or worked out now."""
        moves: list[Move] = []
        unplanned: list[Schedule] = []
        for schedule in due:
            plan = self._plans.pop(schedule.guild_id, None)
            punctual = (
                now - _next_at(schedule) <= PUNCTUAL and now < plan.next.at if plan else False
            )
            if plan is not None and punctual and plan.schedule == schedule:
                moves.append(plan)
            else:
                unplanned.append(schedule)
        pasts = await self._picker.pasts(unplanned, now)
        for planned in moves if unplanned else ():
            if planned.claim is not None and (past := pasts.get(planned.schedule.guild_id)):
                past.note(planned.claim.pick, planned.claim.day)
        for schedule in unplanned:
            move = await self._safe_move(schedule, pasts, now)
            if move is not None:
                moves.append(move)
        return moves

    async def post_now(self, schedule: Schedule) -> Round:
        """Claim and send a question at once.

        Raises:
            UserError: no question fits, or one was posted within this minute.
            NotFound: the schedule was removed meanwhile.
        """
        now = self._clock.now()
        day = now.astimezone(ZoneInfo(schedule.zone)).date()
        slot = f"now:{now:%Y-%m-%dT%H:%M}"
        async with self._picking:
            self._plans.pop(schedule.guild_id, None)
            pasts = await self._picker.pasts([schedule], now)
            due, past = Occurrence(day, now), pasts[schedule.guild_id]
            claim = self._claim(schedule, past, slot=slot, due=due, now=now)
            if claim is None:
                raise UserError("No question of the bank fits this schedule. Widen it first.")
            round_id = await self._claims.claim(claim, now)
        if round_id is None:
            raise UserError("A question was posted here within this minute. Try again in the next.")
        self._deliveries.promise(Chore.POST, [round_id])
        await self._deliveries.hurry(round_id)
        round_ = await self._rounds.get(round_id)
        if round_ is None:
            raise UserError("The question was withdrawn before it was posted.")
        return round_

    def plan_anew(self, guild_id: int) -> None:
        """Drop what was planned for a server: a quiz asked a question there meanwhile."""
        self._plans.pop(guild_id, None)

    async def _forget(self, _bank: Bank) -> None:
        """The bank was exchanged: plans may be out of date."""
        self._plans.clear()

    async def _safe_move(
        self, schedule: Schedule, pasts: Mapping[int, Past], now: datetime
    ) -> Move | None:
        """Return what becomes of a due schedule; one that cannot be planned pauses, alone."""
        try:
            return await self._move(schedule, pasts[schedule.guild_id], now)
        except Exception:
            log.exception("schedule %s cannot be planned; paused", schedule.id)
            await self._pauses.pause(schedule.id, now, _faulty(schedule))
            return None

    async def _move(self, schedule: Schedule, past: Past, now: datetime) -> Move | None:
        missed, next_ = schedule.due(now)
        last = missed[-1]
        if now - last.at > schedule.grace:
            return Move(schedule=schedule, next=next_, claim=None, skipped=tuple(missed))
        claim = self._claim(schedule, past, slot=last.day.isoformat(), due=last, now=now)
        if claim is None:
            await self._pauses.pause(schedule.id, now, _nothing_fits(schedule))
            return None
        past.note(claim.pick, claim.day)
        return Move(schedule=schedule, next=next_, claim=claim, skipped=tuple(missed[:-1]))

    def _claim(
        self, schedule: Schedule, past: Past, *, slot: str, due: Occurrence, now: datetime
    ) -> Claim | None:
        choice = self._picker.choose(schedule, past, slot=slot, day=due.day, at=due.at)
        if choice is None:
            return None
        opens_at = due.at if now - due.at <= PUNCTUAL else now
        return Claim(
            schedule=schedule,
            slot=slot,
            day=due.day,
            question=choice.question,
            order=draw_order(choice.question, self._rng),
            pick=choice.pick,
            seed=choice.seed,
            told=choice.told,
            notice=running_out(schedule, choice, self._library.bank.tracks),
            nonce=f"v{self._rng.getrandbits(64):016x}",
            opens_at=opens_at,
            closes_at=opens_at + schedule.window,
            give_up_at=min(opens_at + schedule.window, max(due.at + schedule.grace, now)),
        )


def running_out(schedule: Schedule, choice: Choice, tracks: Mapping[str, Track]) -> str:
    """Return what the admins are told once a question was picked; empty for nothing new."""
    if choice.told <= schedule.told:
        return ""
    track = tracks.get(schedule.track)
    which = f"the track {track.title}" if track else "the questions that fit"
    if choice.told is Told.ALL:
        return (
            f"**{schedule.name}** has now asked all of {which}: from here on the oldest come "
            f"again. {MORE}"
        )
    left = choice.pick.remaining
    return (
        f"**{schedule.name}** has {plural(left, 'question')} left, of {which}, that this server "
        f"was never asked. After that the oldest come again. {MORE}"
    )


def _next_at(schedule: Schedule) -> datetime:
    if schedule.next_at is None:
        raise ValueError(f"schedule {schedule.id} is paused")
    return schedule.next_at


def _faulty(schedule: Schedule) -> Pause:
    return Pause(
        "its next time could not be worked out",
        f"I paused **{schedule.name}**: I could not work out its next time (its zone is "
        f"`{schedule.zone}`). Set the time and zone again with `/schedule edit`, then run "
        "`/schedule resume`.",
    )


def _nothing_fits(schedule: Schedule) -> Pause:
    return Pause(
        "no question of the bank fits",
        f"I paused **{schedule.name}**: no question of the bank fits it any more. Widen its "
        "topics, difficulties or level, or choose another track, with `/schedule edit`; then run "
        "`/schedule resume`.",
    )
