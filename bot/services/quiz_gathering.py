"""Quizzes at a set time: what is shown of them, and what happens when the time has come.

Every message and event goes through the outbox: what a process that died may have sent is looked
for before it is sent again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.quiz import Mode, QuizState
from bot.domain.quiz_plan import even_teams
from bot.errors import Gone, Refused
from bot.services.announcer import Page
from bot.store.outbox import Chore
from bot.store.quizzes import BusyError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.quiz import Quiz
    from bot.services.announcer import Announcer
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.store.outbox import Errand, OutboxStore
    from bot.store.quiz_plans import PlanStore
    from bot.store.quizzes import QuizStore

log = logging.getLogger(__name__)

GATHERING: Final = timedelta(minutes=1)
"""How long the lobby of an announced quiz is open before it begins by itself."""
COUNTDOWN: Final = timedelta(seconds=5)
LATE: Final = timedelta(minutes=15)
"""A quiz whose time has passed by this much is called off."""
BUSY: Final = timedelta(minutes=10)
"""How long it waits for another quiz in its channel."""
AGAIN: Final = timedelta(seconds=5)
"""How often it looks whether that one is over."""
TOO_SOON: Final = timedelta(seconds=30)
"""Discord takes no event that begins before now; so close to it none is worth it."""

AWAY = "I was away when it should have begun, and now it is too late. I am sorry."
OCCUPIED = "Another quiz was still being played in this channel."
NOBODY = "Nobody was in."
ONE_TEAM = "At least two teams need a member."
UNOPENED = "I could not open its lobby in time."
NO_EVENT = (
    "Your quiz is announced, but I could not add an event to the server's list: Discord refused "
    "me. Grant me **Create Events** if you want one the next time."
)


class QuizGathering:
    """Announces quizzes, opens their lobbies, and starts them.

    Args:
        plans: the announced quizzes.
        quizzes: all quizzes.
        outbox: what is still to be done.
        deliveries: runs the errands.
        announcer: Discord.
        clock: the time.
    """

    def __init__(
        self,
        *,
        plans: PlanStore,
        quizzes: QuizStore,
        outbox: OutboxStore,
        deliveries: Deliveries,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._plans = plans
        self._quizzes = quizzes
        self._outbox = outbox
        self._deliveries = deliveries
        self._announcer = announcer
        self._clock = clock
        deliveries.handle_quizzes(
            {
                Chore.ANNOUNCE: self._announce,
                Chore.GATHER: self._gather,
                Chore.REGRET: self._regret,
                Chore.PAGES: self._pages,
                Chore.EVENT: self._event,
            }
        )

    # ------------------------------------------------------------------ when the time has come

    async def open(self, quiz: Quiz, now: datetime) -> None:
        """Open the lobby of an announced quiz, if its channel is free and it is not too late."""
        late = now - (quiz.starts_at or now)
        if late >= LATE:
            await self._call_off(quiz, AWAY, now)
        elif await self._opened(quiz, now):
            self._deliveries.promise(Chore.GATHER, [quiz.id])
            log.info("lobby of quiz %s opened", quiz.id)
        elif late >= BUSY:
            await self._call_off(quiz, OCCUPIED, now)
        else:
            await self._quizzes.move(quiz, QuizState.ANNOUNCED, now + AGAIN)

    async def _opened(self, quiz: Quiz, now: datetime) -> bool:
        if await self._quizzes.in_channel(quiz.channel_id) is not None:
            return False
        try:
            return await self._plans.open(quiz, now + LATE, now)
        except BusyError:
            return False

    async def _call_off(self, quiz: Quiz, reason: str, now: datetime) -> None:
        if await self._plans.call_off(quiz, reason, now):
            self._deliveries.promise(Chore.REGRET, [quiz.id])
            log.info("quiz %s called off: %s", quiz.id, reason)

    async def begin(self, quiz: Quiz, now: datetime) -> None:
        """Start an announced quiz from its lobby, since its host did not."""
        if quiz.message_id is None:
            await self._call_off(quiz, UNOPENED, now)
            return
        players = await self._quizzes.players(quiz.id)
        teams = even_teams(quiz, players)
        sides = {teams.get(player.member_id, player.team) for player in players}
        why = _unplayable(quiz, len(players), len(sides))
        if now - (quiz.next_at or now) >= LATE:
            why = AWAY
        if why:
            await self._quizzes.end(quiz, QuizState.CANCELLED, None, now, rated=False, reason=why)
            log.info("quiz %s called off: %s", quiz.id, why)
        elif await self._plans.start(quiz, teams, now + COUNTDOWN, now):
            log.info("quiz %s begins by itself", quiz.id)

    # ------------------------------------------------------------------ errands

    async def _announce(self, errand: Errand, quiz: Quiz) -> None:
        since = quiz.created_at or self._clock.now()
        message_id = await self._sent(errand, quiz, Page.ANNOUNCEMENT, since)
        if message_id is not None:
            await self._plans.announced(quiz.id, message_id, errand.id, self._clock.now())

    async def _gather(self, errand: Errand, quiz: Quiz) -> None:
        since = quiz.starts_at or self._clock.now()
        message_id = await self._sent(errand, quiz, Page.LOBBY, since)
        if message_id is not None:
            now = self._clock.now()
            await self._plans.gathered(quiz.id, message_id, now + GATHERING, errand.id, now)

    async def _regret(self, errand: Errand, quiz: Quiz) -> None:
        since = quiz.starts_at or self._clock.now()
        if await self._sent(errand, quiz, Page.REGRET, since) is not None:
            await self._outbox.done(errand.id)

    async def _sent(self, errand: Errand, quiz: Quiz, page: Page, since: datetime) -> int | None:
        """Send a page unless it was sent; None, and done, when it is not wanted any more."""
        message_id = None
        if not self._deliveries.is_fresh(errand.kind, quiz.id):
            message_id = await self._announcer.find(quiz, page, since)
        if message_id is None:
            if quiz.state is not WANTED[page]:
                await self._outbox.done(errand.id)
                return None
            players = await self._quizzes.players(quiz.id)
            message_id = await self._announcer.show(quiz, page, players)
        return message_id

    async def _pages(self, errand: Errand, quiz: Quiz) -> None:
        """Edit what was sent, so that no button stays that does nothing any more."""
        players = await self._quizzes.players(quiz.id)
        sent = {Page.ANNOUNCEMENT: quiz.announcement_id, Page.LOBBY: quiz.message_id}
        for page, message_id in sent.items():
            if message_id is not None:
                try:
                    await self._announcer.edit(quiz, page, players)
                except Gone as error:
                    log.info("the %s of quiz %s stays as it is: %s", page, quiz.id, error)
        await self._outbox.done(errand.id)

    async def _event(self, errand: Errand, quiz: Quiz) -> None:
        """Make the event on Discord agree with the quiz."""
        try:
            await self._agree(errand, quiz)
        except Refused as error:
            log.warning("no event for quiz %s: %s", quiz.id, error)
            await self._plans.no_event(quiz, errand.id, NO_EVENT, self._clock.now())

    async def _agree(self, errand: Errand, quiz: Quiz) -> None:
        event_id, now = quiz.event_id, self._clock.now()
        if event_id is None and not self._deliveries.is_fresh(Chore.EVENT, quiz.id):
            event_id = await self._announcer.find_event(quiz)
        if quiz.state is not QuizState.ANNOUNCED:
            if event_id is not None:
                await self._announcer.follow_event(quiz, event_id)
            await self._outbox.done(errand.id)
            return
        if event_id is None and (quiz.starts_at or now) - now > TOO_SOON:
            event_id = await self._announcer.create_event(quiz)
        if event_id is None:
            await self._outbox.done(errand.id)
        else:
            await self._plans.has_event(quiz.id, event_id, errand.id, now)


WANTED = {
    Page.ANNOUNCEMENT: QuizState.ANNOUNCED,
    Page.LOBBY: QuizState.LOBBY,
    Page.REGRET: QuizState.CANCELLED,
}
"""In which state a page is still to be sent."""


def _unplayable(quiz: Quiz, players: int, sides: int) -> str:
    """Return why a quiz cannot begin; empty when it can."""
    if not players:
        return NOBODY
    return ONE_TEAM if quiz.mode is Mode.TEAMS and sides < 2 else ""  # noqa: PLR2004  two play
