"""Has the simulated members answer: when each one's time has come, through what everyone uses."""

from __future__ import annotations

import heapq
import itertools
import logging
from dataclasses import dataclass, field
from datetime import timedelta
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
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.demo.cast import Character
    from bot.demo.world import Person, World
    from bot.domain.round import Round

log = logging.getLogger(__name__)
_TROUBLE = (DemoError, simcord.SetupError, simcord.BackendError, discord.HTTPException)
_MARGIN = timedelta(minutes=1)
"""Nobody answers in the last minute before the close."""


@dataclass(order=True, slots=True)
class _Turn:
    at: datetime
    order: int
    round_id: int = field(compare=False)
    player: tuple[Person, Character] = field(compare=False)


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
        self._known: set[int] = set()
        self._count = itertools.count()

    @property
    def are_due(self) -> bool:
        """Whether somebody's time to answer has come."""
        return bool(self._turns) and self._turns[0].at <= self._world.clock.now()

    def meet(self, round_: Round) -> None:
        """Have the members make up their minds about a round, once."""
        if round_.id in self._known:
            return
        self._known.add(round_.id)
        for person in self._world.people:
            character = self._characters.get(person.id)
            if character is not None and self._rng.random() < character.diligence:
                at = min(round_.opens_at + character.delay(self._rng), round_.closes_at - _MARGIN)
                turn = _Turn(at, next(self._count), round_.id, (person, character))
                heapq.heappush(self._turns, turn)

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
            round_ = self._find(turn.round_id)
            if round_ is not None and round_.state is RoundState.OPEN:
                await self._answer(round_, *turn.player)

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
