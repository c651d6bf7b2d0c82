"""Has the simulated members answer: when each one's time has come, through what everyone uses."""

from __future__ import annotations

import heapq
import itertools
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord
import simcord

from bot.demo import cast
from bot.demo.errors import DemoError
from bot.demo.parts import buttons, inputs, menus
from bot.demo.seat import Seat
from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle, RoundState

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import datetime

    from bot.demo.cast import Character
    from bot.demo.world import Person, World
    from bot.domain.quiz import Quiz
    from bot.domain.round import Round

log = logging.getLogger(__name__)
_TROUBLE = (DemoError, simcord.SetupError, simcord.BackendError, discord.HTTPException)
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
        hide: told the ids of the receipts that only they would see.
        rng: chance.
    """

    def __init__(
        self,
        world: World,
        characters: Mapping[int, Character],
        find: Callable[[int], Round | None],
        *,
        hide: Callable[[list[int]], None],
        rng: random.Random,
    ) -> None:
        self._world = world
        self._characters = characters
        self._find = find
        self._hide = hide
        self._rng = rng
        self._turns: list[_Turn] = []
        self._known: set[tuple[str, int]] = set()
        self._count = itertools.count()

    @property
    def are_due(self) -> bool:
        """Whether somebody's time to answer has come."""
        return bool(self._turns) and self._turns[0].at <= self._world.clock.now()

    def meet(self, round_: Round) -> None:
        """Have the members make up their minds about a round, once."""
        if not self._is_new("round", round_.id):
            return
        for person, character in self._willing():
            at = min(round_.opens_at + character.delay(self._rng), round_.closes_at - _MARGIN)
            self._plan(at, partial(self._answer_open, round_.id, person, character))

    def invite(self, quiz: Quiz) -> None:
        """Have the members come into the lobby of a quiz within seconds, once."""
        if quiz.message_id is None or not self._is_new("quiz", quiz.id):
            return
        for person, _ in self._willing():
            at = self._world.clock.now() + timedelta(seconds=self._rng.uniform(1, 8))
            self._plan(at, partial(self._join, quiz, person))

    def hear(self, round_: Round) -> None:
        """Have the members who are quick enough answer a question of a quiz, once."""
        if not self._is_new("round", round_.id):
            return
        window = min(round_.closes_at - round_.opens_at, _LONGEST)
        for person, character in self._willing():
            at = round_.opens_at + window * character.pace(self._rng)
            self._plan(at, partial(self._answer_open, round_.id, person, character))

    def _is_new(self, kind: str, id_: int) -> bool:
        known = (kind, id_) in self._known
        self._known.add((kind, id_))
        return not known

    def _willing(self) -> Iterator[tuple[Person, Character]]:
        for person in self._world.people:
            character = self._characters.get(person.id)
            if character is not None and self._rng.random() < character.diligence:
                yield person, character

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
        except _TROUBLE as error:
            log.info("%s could not join quiz %d: %s", person.name, quiz.id, error)

    async def _answer_open(self, round_id: int, person: Person, character: Character) -> None:
        round_ = self._find(round_id)
        if round_ is not None and round_.state is RoundState.OPEN:
            await self._answer(round_, person, character)

    async def _answer(self, round_: Round, person: Person, character: Character) -> None:
        right = character.is_right(round_.question, self._rng)
        try:
            if round_.question.type is QuestionType.OPEN:
                await self._write(round_, person, right=right)
            elif round_.question.type.is_typed:
                await self._fill_in(round_, person, right=right)
            elif round_.question.type is QuestionType.ORDER:
                await self._arrange(round_, person, right=right)
            else:
                await self._pick(round_, person, right=right)
        except _TROUBLE as error:
            # Somebody at the page may have deleted the card, the thread or the channel.
            log.info("%s could not answer round %d: %s", person.name, round_.id, error)

    async def _pick(self, round_: Round, person: Person, *, right: bool) -> None:
        seat, card = await self._card(round_, person)
        found = menus([part.to_dict() for part in card.components])
        if found:
            values = [str(place) for place in cast.choose(round_, self._rng, right=right)]
            self._read(await seat.select(card, found[0]["custom_id"], values))
            return
        for position in cast.choose(round_, self._rng, right=right):
            if round_.style is AnswerStyle.REACTIONS:
                await seat.react(card, str(card.reactions[position].emoji), reacted=True)
            else:
                shown = buttons([part.to_dict() for part in card.components])
                self._read(await seat.click(card, shown[position]["custom_id"]))

    async def _fill_in(self, round_: Round, person: Person, *, right: bool) -> None:
        seat, card = await self._card(round_, person)
        shown = buttons([part.to_dict() for part in card.components])
        form = await seat.click(card, shown[0]["custom_id"])
        if form.modal is not None:
            text = cast.type_answer(round_.question, self._rng, right=right)
            self._read(await seat.submit(form, {inputs(form.modal)[0]: text}))

    async def _arrange(self, round_: Round, person: Person, *, right: bool) -> None:
        seat, card = await self._card(round_, person)
        shown = buttons([part.to_dict() for part in card.components])
        result = await seat.click(card, shown[0]["custom_id"])
        self._read(result)
        *chosen, _last = cast.arrange(round_, self._rng, right=right)
        for place in chosen:
            page = result.response
            if page is None or not (found := menus(page.components)):
                return
            result = await seat.select(page.message, found[0]["custom_id"], [str(place)])

    async def _write(self, round_: Round, person: Person, *, right: bool) -> None:
        place = self._world.channel(round_.thread_id or 0, person)
        text = cast.write_answer(round_.question, self._rng, right=right)
        await Seat(person, place).send(text)

    def _read(self, result: simcord.InteractionResult) -> None:
        answers = [result.response, *result.followups]
        self._hide([answer.id for answer in answers if answer is not None and answer.ephemeral])

    async def _card(self, round_: Round, person: Person) -> tuple[Seat, discord.Message]:
        seat = Seat(person, self._world.channel(round_.channel_id, person))
        # Quicker than looking through all that the member sees.
        channel = self._world.host.client.get_partial_messageable(round_.channel_id)
        return seat, await channel.fetch_message(round_.message_id or 0)
