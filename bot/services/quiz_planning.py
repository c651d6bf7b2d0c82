"""Quizzes at a set time: what hosts and members do about them before it comes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from bot.domain.quiz import QuizState
from bot.domain.whentext import parse_when
from bot.domain.zones import check_zone
from bot.errors import NotAllowed, NotFound, PublishError, UserError
from bot.services.quiz_steering import only_host
from bot.store.outbox import Chore
from bot.store.quiz_plans import FullError

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from bot.domain.quiz import Player, Quiz, QuizDraft
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.services.publisher import Publisher
    from bot.services.quizzes import QuizService
    from bot.store.awards import AwardStore
    from bot.store.quiz_plans import PlanStore
    from bot.store.quizzes import QuizStore

log = logging.getLogger(__name__)

MOST: Final = 10
"""Quizzes that a server can have announced at the same time."""
MOVED_ON = "That quiz is not waiting for its time any more. `/quiz upcoming` shows what is to come."


class QuizPlanner:
    """Announces quizzes, lets members in ahead, and calls quizzes off.

    Args:
        plans: the announced quizzes.
        quizzes: all quizzes.
        live: knows what can be played.
        awards: the servers' zones.
        deliveries: told what is new in the outbox.
        publisher: Discord.
        clock: the time.
        rng: draws seeds.
    """

    def __init__(
        self,
        *,
        plans: PlanStore,
        quizzes: QuizStore,
        live: QuizService,
        awards: AwardStore,
        deliveries: Deliveries,
        publisher: Publisher,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._plans = plans
        self._quizzes = quizzes
        self._live = live
        self._awards = awards
        self._deliveries = deliveries
        self._publisher = publisher
        self._clock = clock
        self._rng = rng

    async def schedule(self, draft: QuizDraft, when: str, zone: str = "") -> Quiz:
        """Announce a quiz.

        Args:
            draft: what is to be played.
            when: the time, as its host wrote it; see `parse_when`.
            zone: the zone it is meant in, as its host wrote it; empty is the server's.

        Raises:
            Unreadable: the time or the zone is not one, has passed, or is too far ahead.
            UserError: the server has too many, no question fits, or a permission is missing.
        """
        now, seed = self._clock.now(), self._rng.getrandbits(53)
        in_zone = check_zone(zone) if zone else await self._awards.zone(draft.guild_id)
        starts_at = parse_when(when, in_zone, now)
        await self._live.check(draft, seed, now)
        with_event = await self._may_plan(draft.guild_id)
        try:
            id_ = await self._plans.add(
                draft, starts_at, seed, now, most=MOST, with_event=with_event
            )
        except FullError:
            raise UserError(
                f"This server has {MOST} quizzes to come already. Wait for one, or call one off: "
                "`/quiz upcoming` lists them."
            ) from None
        for chore in [Chore.ANNOUNCE] + [Chore.EVENT] * with_event:
            self._deliveries.promise(chore, [id_])
        log.info("quiz %s announced for %s", id_, starts_at)
        return await self.get(id_)

    async def _may_plan(self, guild_id: int) -> bool:
        try:
            return await self._publisher.announcer.may_plan(guild_id)
        except PublishError:
            return False

    async def zone(self, guild_id: int) -> str:
        """Return the server's zone."""
        return await self._awards.zone(guild_id)

    async def upcoming(self, guild_id: int) -> Sequence[tuple[Quiz, int]]:
        """Return a server's announced quizzes, the next first, each with how many are in."""
        return await self._plans.upcoming(guild_id)

    async def get(self, quiz_id: int) -> Quiz:
        """Return a quiz.

        Raises:
            NotFound: there is no such quiz.
        """
        return await self._live.get(quiz_id)

    async def players(self, quiz_id: int) -> Sequence[Player]:
        """Return who is in, in the order in which they joined."""
        return await self._quizzes.players(quiz_id)

    async def toggle(self, quiz_id: int, member_id: int) -> bool:
        """Let a member in, or out again; return whether they are in.

        Raises:
            UserError: the quiz is not waiting for its time any more.
        """
        is_in = await self._plans.toggle(quiz_id, member_id, self._clock.now())
        if is_in is None:
            raise UserError(MOVED_ON)
        return is_in

    async def cancel(
        self, guild_id: int, quiz_id: int | None, member_id: int, *, moderator: bool
    ) -> Quiz:
        """Call an announced quiz off.

        Args:
            guild_id: the server.
            quiz_id: which one; None is the only one that the member may call off.
            member_id: who does.
            moderator: whether they may call off everybody's.

        Raises:
            NotFound: there is none.
            NotAllowed: not the host, nor a moderator.
            UserError: it cannot be told which one, or it has just moved on.
        """
        waiting = {quiz.id: quiz for quiz, _ in await self._plans.upcoming(guild_id)}
        if quiz_id is None:
            quiz_id = _only([q for q in waiting.values() if moderator or q.host_id == member_id])
        quiz = waiting.get(quiz_id)
        if quiz is None:
            raise NotFound(MOVED_ON)
        only_host(quiz, member_id, moderator=moderator)
        now, state = self._clock.now(), QuizState.CANCELLED
        if not await self._quizzes.end(quiz, state, None, now, rated=False):
            raise UserError(MOVED_ON)
        log.info("quiz %s called off by %s", quiz_id, member_id)
        return await self.get(quiz_id)


def _only(quizzes: Sequence[Quiz]) -> int:
    if not quizzes:
        raise NotAllowed("You have announced no quiz here. `/quiz upcoming` lists all.")
    if len(quizzes) > 1:
        raise UserError("Say which one with the option `quiz`.")
    return quizzes[0].id
