"""The daily question: turning due schedules into claimed rounds."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.round import draw_order
from bot.domain.schedule import Occurrence
from bot.domain.selection import Candidate, Pool, Pools, Used
from bot.errors import UserError
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
    from bot.store.claims import ClaimStore
    from bot.store.pauses import PauseStore
    from bot.store.rounds import RoundStore
    from bot.store.schedules import ScheduleStore

log = logging.getLogger(__name__)

PUNCTUAL = timedelta(minutes=1)
"""A post that is later than this keeps its whole window."""

BATCH = 100
"""Schedules claimed in one transaction; bounds how long the event loop is busy."""


class DailyService:
    """Claims the questions that are due.

    Args:
        schedules: what is due.
        pauses: stops a schedule that no question fits.
        claims: where claims are stored.
        rounds: what became of them.
        deliveries: sends what was claimed.
        bank: the questions.
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
        bank: Bank,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._schedules = schedules
        self._pauses = pauses
        self._claims = claims
        self._rounds = rounds
        self._deliveries = deliveries
        self._bank = bank
        self._pools = Pools(
            map(Candidate.of, bank.questions.values()),
            {topic.id: topic.weight for topic in bank.topics.values()},
        )
        self._clock = clock
        self._rng = rng

    def topics(self) -> list[tuple[str, str]]:
        """Return the bank's topics that have questions, as (id, title)."""
        used = {question.topic for question in self._bank.questions.values()}
        return [(t.id, t.title) for t in self._bank.topics.values() if t.id in used]

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
            used = await self._used({schedule.guild_id for schedule in due})
            moves = [
                move
                for schedule in due
                if (move := await self._safe_move(schedule, used, now)) is not None
            ]
            ids = await self._claims.move(moves, now)
            self._deliveries.promise(Chore.POST, ids)
            claimed += len(ids)
            await asyncio.sleep(0)
        return claimed

    async def post_now(self, schedule: Schedule) -> Round:
        """Claim and send a question at once.

        Raises:
            UserError: no question fits, or one was posted within this minute.
        """
        now = self._clock.now()
        used = await self._used({schedule.guild_id})
        day = now.astimezone(ZoneInfo(schedule.zone)).date()
        claim = self._claim(
            schedule, used, slot=f"now:{now:%Y-%m-%dT%H:%M}", day=day, due=now, now=now
        )
        if claim is None:
            raise UserError("No question of the bank fits this schedule. Widen it first.")
        round_id = await self._claims.claim(claim, now)
        if round_id is None:
            raise UserError("A question was posted here within this minute.")
        self._deliveries.promise(Chore.POST, [round_id])
        await self._deliveries.hurry(round_id)
        round_ = await self._rounds.get(round_id)
        if round_ is None:
            raise UserError("The question was withdrawn before it was posted.")
        return round_

    def _pool(self, draft: Draft) -> Pool:
        return self._pools.pool(draft.topics, draft.min_difficulty, draft.max_difficulty)

    async def _used(self, guild_ids: Collection[int]) -> dict[int, list[Used]]:
        used: dict[int, list[Used]] = {}
        for guild_id, question_id, topic in await self._claims.used(guild_ids):
            used.setdefault(guild_id, []).append(Used(question_id, topic))
        return used

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
        missed = _due(schedule, now)
        last = missed[-1]
        next_ = schedule.recurrence.next_after(now, after_day=last.day)
        if now - last.at > schedule.grace:
            return Move(schedule=schedule, next=next_, claim=None, skipped=tuple(missed))
        claim = self._claim(
            schedule, used, slot=last.day.isoformat(), day=last.day, due=last.at, now=now
        )
        if claim is None:
            await self._pauses.pause(schedule.id, now, _nothing_fits(schedule))
            return None
        used.setdefault(schedule.guild_id, []).append(Used(claim.question.id, claim.question.topic))
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
        question = self._bank.questions[choice.question_id]
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


def _due(schedule: Schedule, now: datetime) -> Sequence[Occurrence]:
    """Return the posts that are due, the earliest first: `next_at` and any missed after it."""
    if schedule.next_at is None or schedule.next_day is None:
        raise ValueError(f"schedule {schedule.id} is paused")
    first = Occurrence(schedule.next_day, schedule.next_at)
    return [first, *schedule.recurrence.between(schedule.next_at, now)]


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
