"""Has the simulated members answer: each one when the time has come, on the days they are there."""

from __future__ import annotations

import heapq
import itertools
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.demo.hands import TROUBLE
from bot.demo.parts import buttons
from bot.demo.seat import Seat
from bot.domain.round import RoundState

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import datetime

    from bot.demo.cast import Character
    from bot.demo.hands import Hands
    from bot.demo.world import Person, World
    from bot.domain.quiz import Quiz
    from bot.domain.round import Round

log = logging.getLogger(__name__)
JOIN = "viva:q:join:"
"""How the custom ids of the buttons begin that let members into a quiz."""
_LONGEST = timedelta(seconds=60)
"""A question without a clock is answered within this time."""
_MARGIN = timedelta(minutes=1)
"""Nobody answers in the last minute before the close."""


@dataclass(order=True, slots=True)
class _Turn:
    at: datetime
    order: int
    act: Callable[[], Awaitable[None]] = field(compare=False)


class Players:
    """The simulated members and what they still mean to do.

    Args:
        world: the simulated server.
        characters: who of its people plays by themselves, by id.
        find: finds an open round by its id.
        hands: how they hand in their answers.
        rng: chance.
    """

    def __init__(
        self,
        world: World,
        characters: Mapping[int, Character],
        find: Callable[[int], Round | None],
        *,
        hands: Hands,
        rng: random.Random,
    ) -> None:
        self._world = world
        self._characters = characters
        self._find = find
        self._hands = hands
        self._rng = rng
        self._turns: list[_Turn] = []
        self._rests: list[tuple[int, datetime, datetime]] = []
        self._known: set[tuple[str, int]] = set()
        self._count = itertools.count()

    @property
    def are_due(self) -> bool:
        """Whether somebody's time to answer has come."""
        return bool(self._turns) and self._turns[0].at <= self._world.clock.now()

    def rest(self, member_id: int, since: datetime, until: datetime) -> None:
        """Have a member answer nothing that opens from an instant on, up to another one."""
        self._rests.append((member_id, since, until))

    def meet(self, round_: Round) -> None:
        """Have the members make up their minds about a round, once."""
        if not self._is_new("round", round_.id):
            return
        for person, character in self._willing(round_.opens_at):
            at = min(round_.opens_at + character.delay(self._rng), round_.closes_at - _MARGIN)
            self._plan(at, partial(self._answer_open, round_.id, person, character))

    def invite(self, quiz: Quiz) -> None:
        """Have the members come into the lobby of a quiz within seconds, once."""
        if quiz.message_id is None or not self._is_new("quiz", quiz.id):
            return
        for person, _ in self._willing(self._world.clock.now()):
            at = self._world.clock.now() + timedelta(seconds=self._rng.uniform(1, 8))
            self._plan(at, partial(self._join, quiz, person))

    def hear(self, round_: Round) -> None:
        """Have the members who are quick enough answer a question of a quiz, once."""
        if not self._is_new("round", round_.id):
            return
        window = min(round_.closes_at - round_.opens_at, _LONGEST)
        for person, character in self._willing(round_.opens_at):
            at = round_.opens_at + window * character.pace(self._rng)
            self._plan(at, partial(self._answer_open, round_.id, person, character))

    def _is_new(self, kind: str, id_: int) -> bool:
        known = (kind, id_) in self._known
        self._known.add((kind, id_))
        return not known

    def _willing(self, at: datetime) -> Iterator[tuple[Person, Character]]:
        for person in self._world.people:
            character = self._characters.get(person.id)
            if character is None or self._rng.random() >= character.diligence:
                continue
            if not self._rests_at(person.id, at):
                yield person, character

    def _rests_at(self, member_id: int, at: datetime) -> bool:
        return any(who == member_id and since <= at < until for who, since, until in self._rests)

    def _plan(self, at: datetime, act: Callable[[], Awaitable[None]]) -> None:
        heapq.heappush(self._turns, _Turn(at, next(self._count), act))

    def hurry(self, until: datetime) -> None:
        """Bring forward what is still to come, to random moments from now to `until`."""
        now = self._world.clock.now()
        for turn in self._turns:
            turn.at = min(turn.at, now + self._rng.random() * (until - now))
        heapq.heapify(self._turns)

    async def play(self, until: datetime | None = None) -> None:
        """Have everyone answer whose time has come; only inside a turn of the world.

        Args:
            until: move the clock ahead on the way, from answer to answer, up to this instant.
        """
        end = until or self._world.clock.now()
        while self._turns and self._turns[0].at <= end:
            turn = heapq.heappop(self._turns)
            self._world.clock.move_to(turn.at)
            await self._world.keep_time()
            await turn.act()

    async def _join(self, quiz: Quiz, person: Person) -> None:
        seat = Seat(person, self._world.channel(quiz.channel_id, person))
        channel = self._world.host.client.get_partial_messageable(quiz.channel_id)
        try:
            lobby = await channel.fetch_message(quiz.message_id or 0)
            shown = buttons([part.to_dict() for part in lobby.components])
            doors = [b["custom_id"] for b in shown if b["custom_id"].startswith(JOIN)]
            if doors:
                await seat.click(lobby, self._rng.choice(doors))
        except TROUBLE as error:
            log.info("%s could not join quiz %d: %s", person.name, quiz.id, error)

    async def _answer_open(self, round_id: int, person: Person, character: Character) -> None:
        round_ = self._find(round_id)
        if round_ is not None and round_.state is RoundState.OPEN:
            right = character.is_right(round_.question, self._rng)
            await self._hands.answer(round_, person, right=right)
