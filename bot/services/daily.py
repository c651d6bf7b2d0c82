"""The daily question: turning due schedules into claimed rounds."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.pools import Filter, Pools
from bot.domain.round import draw_order
from bot.domain.selection import Candidate, Pool, Used
from bot.errors import UserError
from bot.services.library import PLAIN
from bot.store.claims import Claim, Move
from bot.store.outbox import Chore
from bot.store.pauses import Pause

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from bot.bank import Bank
    from bot.domain.daily import Draft, Schedule
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.services.library import Edition, Library
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
        library: the questions.
        clock: the time.
        rng: draws seeds and nonces.
    """

    def __init__(
        self,
        *,
        schedules: ScheduleStore,
        pauses: PauseStore,
        claims: ClaimStore,
        rounds: RoundStore,
        deliveries: Deliveries,
        library: Library,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._schedules = schedules
        self._pauses = pauses
        self._claims = claims
        self._rounds = rounds
        self._deliveries = deliveries
        self._library = library
        self._arranged: dict[
            int, _Arranged
        ] = {}  # by server; 0 for all that have the bank as it is
        self._entries: dict[str, Used] = {}
        library.on_change(self._forget)
        library.on_edition(lambda guild_id: self._plans.pop(guild_id, None))
        self._clock = clock
        self._rng = rng
        # Held from looking at what was asked to claiming a question: none is picked twice.
        self._picking = asyncio.Lock()
        self._plans: dict[int, Move] = {}  # by server: one at a time, so none repeats another's
        self._seen: tuple[datetime, int] = (clock.now(), 0)

    def fitting(self, draft: Draft) -> int:
        """Return how many questions of the bank fit a schedule."""
        return len(self._pool(draft))

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
            used = await self._used({schedule.guild_id for schedule in fresh})
            for schedule in fresh:
                move = await self._safe_move(schedule, used, _next_at(schedule))
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
        used = await self._used({schedule.guild_id for schedule in unplanned}) if unplanned else {}
        for planned in moves if unplanned else ():
            _note(used, planned.claim)
        for schedule in unplanned:
            move = await self._safe_move(schedule, used, now)
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
            used = await self._used({schedule.guild_id})
            claim = self._claim(schedule, used, slot=slot, day=day, due=now, now=now)
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

    async def _forget(self, _bank: Bank) -> None:
        """The bank was exchanged: plans and topics may be out of date."""
        self._plans.clear()
        self._arranged.clear()
        self._entries.clear()

    def _pool(self, draft: Draft) -> Pool:
        pools = self._pools(draft.guild_id, self._clock.now().date())
        wanted = Filter(frozenset(draft.topics), draft.min_difficulty, draft.max_difficulty)
        found = pools.pool(wanted)
        if not isinstance(found, Pool):
            raise TypeError("no schedule has a track yet")
        return found

    def _pools(self, guild_id: int, today: date) -> Pools:
        """Return the pools of what a server may be asked, arranged once a day and edition."""
        bank, edition = self._library.bank, self._library.edition(guild_id)
        key = 0 if edition is PLAIN else guild_id
        found = self._arranged.get(key)
        if found is None or not found.fits(bank, edition, today):
            found = self._arranged[key] = _Arranged.of(bank, edition, today)
        return found.pools

    async def _used(self, guild_ids: Collection[int]) -> dict[int, list[Used]]:
        used = await self._claims.used(guild_ids)
        return {
            guild_id: [self._used_of(guild_id, question_id) for question_id in question_ids]
            for guild_id, question_ids in used.items()
        }

    def _used_of(self, guild_id: int, question_id: str) -> Used:
        """Return the entry for the history; made once, since every server has hundreds."""
        found = self._entries.get(question_id)
        if found is None:
            question = self._library.question(guild_id, question_id)
            topic = question.topic if question else ""  # the bank had it once
            found = self._entries[question_id] = Used(question_id, topic)
        return found

    async def _safe_move(
        self, schedule: Schedule, used: dict[int, list[Used]], now: datetime
    ) -> Move | None:
        """Return what becomes of a due schedule; one that cannot be planned pauses, alone."""
        try:
            return await self._move(schedule, used, now)
        except Exception:
            log.exception("schedule %s cannot be planned; paused", schedule.id)
            await self._pauses.pause(schedule.id, now, _faulty(schedule))
            return None

    async def _move(
        self, schedule: Schedule, used: dict[int, list[Used]], now: datetime
    ) -> Move | None:
        missed, next_ = schedule.due(now)
        last = missed[-1]
        if now - last.at > schedule.grace:
            return Move(schedule=schedule, next=next_, claim=None, skipped=tuple(missed))
        claim = self._claim(
            schedule, used, slot=last.day.isoformat(), day=last.day, due=last.at, now=now
        )
        if claim is None:
            await self._pauses.pause(schedule.id, now, _nothing_fits(schedule))
            return None
        _note(used, claim)
        return Move(schedule=schedule, next=next_, claim=claim, skipped=tuple(missed[:-1]))

    def _claim(
        self,
        schedule: Schedule,
        used: dict[int, list[Used]],
        *,
        slot: str,
        day: date,
        due: datetime,
        now: datetime,
    ) -> Claim | None:
        pool = self._pool(schedule)
        if not pool:
            return None
        seed = self._rng.getrandbits(53)
        choice = pool.pick(used.get(schedule.guild_id, ()), seed)
        question = self._library.question(schedule.guild_id, choice.question_id)
        if question is None:
            raise LookupError(f"question {choice.question_id} was picked and is not there")
        opens_at = due if now - due <= PUNCTUAL else now
        return Claim(
            schedule=schedule,
            slot=slot,
            day=day,
            question=question,
            order=draw_order(question, self._rng),
            seed=seed,
            nonce=f"v{self._rng.getrandbits(64):016x}",
            opens_at=opens_at,
            closes_at=opens_at + schedule.window,
            give_up_at=min(opens_at + schedule.window, max(due + schedule.grace, now)),
        )


@dataclass(frozen=True, slots=True)
class _Arranged:
    """The pools of one edition on one day."""

    bank: Bank
    edition: Edition
    today: date
    pools: Pools

    @classmethod
    def of(cls, bank: Bank, edition: Edition, today: date) -> _Arranged:
        """Arrange what may be asked: not expired, not suspended, with the server's own."""
        barred = edition.suspended | {i for i, day in bank.expires.items() if day <= today}
        asked = [
            *(q for q in bank.questions.values() if q.id not in barred and q.id not in edition.own),
            *(q for q in edition.own.values() if q.id not in edition.suspended),
        ]
        weights = {topic.id: topic.weight for topic in bank.topics.values()}
        return cls(bank, edition, today, Pools(map(Candidate.of, asked), weights))

    def fits(self, bank: Bank, edition: Edition, today: date) -> bool:
        """Whether nothing has changed since."""
        return self.bank is bank and self.edition is edition and self.today == today


def _next_at(schedule: Schedule) -> datetime:
    if schedule.next_at is None:
        raise ValueError(f"schedule {schedule.id} is paused")
    return schedule.next_at


def _note(used: dict[int, list[Used]], claim: Claim | None) -> None:
    if claim is not None:
        entry = Used(claim.question.id, claim.question.topic)
        used.setdefault(claim.schedule.guild_id, []).append(entry)


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
        f"I paused **{schedule.name}**: no question of the bank fits its topics and difficulties "
        "any more. Widen them with `/schedule edit`, then `/schedule resume`.",
    )
