"""How the simulated members hand in their answers: by hand like anyone, or behind the scenes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

import discord
import simcord

from bot.demo import cast
from bot.demo.errors import DemoError
from bot.demo.parts import buttons, inputs, menus
from bot.demo.seat import Seat
from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle
from bot.errors import UserError
from bot.store.answers import Source

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from bot.demo.world import Person, World
    from bot.domain.round import Round
    from bot.services.answers import AnswerService

log = logging.getLogger(__name__)
TROUBLE = (DemoError, simcord.SetupError, simcord.BackendError, discord.HTTPException)
"""What may go wrong by hand: somebody at the page may have deleted the card or its channel."""


class Hands(Protocol):
    """Hands in answers."""

    async def answer(self, round_: Round, person: Person, *, right: bool) -> None:
        """Answer a question that is open."""
        ...


class ByHand:
    """Answers as any member does: reacts, presses, fills in a form, writes in a thread.

    Args:
        world: the simulated server.
        hide: told the ids of the receipts that only the member would see.
        rng: chance.
    """

    def __init__(
        self, world: World, *, hide: Callable[[list[int]], None], rng: random.Random
    ) -> None:
        self._world = world
        self._hide = hide
        self._rng = rng

    async def answer(self, round_: Round, person: Person, *, right: bool) -> None:
        """Answer a question that is open; trouble is logged."""
        try:
            if round_.question.type is QuestionType.OPEN:
                await self._write(round_, person, right=right)
            elif round_.question.type.is_typed:
                await self._fill_in(round_, person, right=right)
            elif round_.question.type is QuestionType.ORDER:
                await self._arrange(round_, person, right=right)
            else:
                await self._pick(round_, person, right=right)
        except TROUBLE as error:
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


class BehindTheScenes:
    """Hands answers straight to the service that every press ends at; for what is long past.

    Only for questions that are answered in private: nothing is seen of it but the count.

    Args:
        answers: takes them.
        rng: chance.
    """

    def __init__(self, answers: AnswerService, rng: random.Random) -> None:
        self._answers = answers
        self._rng = rng

    async def answer(self, round_: Round, person: Person, *, right: bool) -> None:
        """Answer a question that is open; trouble is logged."""
        try:
            await self._hand_in(round_, person.id, right=right)
        except UserError as error:
            log.info("%s could not answer round %d: %s", person.name, round_.id, error)

    async def _hand_in(self, round_: Round, member_id: int, *, right: bool) -> None:
        question = round_.question
        match question.type:
            case QuestionType.OPEN:
                text = cast.write_answer(question, self._rng, right=right)
                await self._answers.submit(round_.id, member_id, text)
            case QuestionType.ORDER:
                places = cast.arrange(round_, self._rng, right=right)
                await self._answers.arrange(round_.id, member_id, places)
            case _ if question.type.is_typed:
                text = cast.type_answer(question, self._rng, right=right)
                await self._answers.submit(round_.id, member_id, text)
            case _:
                for place in cast.choose(round_, self._rng, right=right):
                    await self._answers.choose(round_.id, member_id, place, source=Source.BUTTON)
