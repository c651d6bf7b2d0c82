"""What somebody at the page can do, one method for each thing; the server calls these.

Each takes a validated wish and returns what the page gets back as JSON. Changes in what is seen
reach the page through `bot.demo.live`, not through these answers.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from bot.demo.commands import catalogue, entities, read_options
from bot.demo.errors import DemoError
from bot.demo.parts import walk
from bot.demo.seat import Seat

if TYPE_CHECKING:
    from simcord import InteractionResult

    from bot.demo.scribe import Scribe
    from bot.demo.wishes import (
        Click,
        Complete,
        Delete,
        Edit,
        React,
        Select,
        Send,
        Slash,
        Submit,
        Where,
    )
    from bot.demo.world import World

_ENTITY_SELECTS = {5, 6, 7, 8}
_KEPT_MODALS = 50


class Actions:
    """What somebody at the page can do.

    Args:
        world: the simulated server.
        scribe: writes messages for the page.
    """

    def __init__(self, world: World, scribe: Scribe) -> None:
        self._world = world
        self._scribe = scribe
        self._modals: dict[str, tuple[int, InteractionResult]] = {}

    def _seat(self, where: Where) -> Seat:
        person = self._world.person(where.member)
        return Seat(person, self._world.channel(where.channel, person))

    async def send(self, wish: Send) -> dict[str, Any]:
        """Write a message."""
        async with self._world.turn():
            seat = self._seat(wish)
            source = None if wish.reply_to is None else seat.message(wish.reply_to)
            message = await seat.send(wish.content, source)
            return {"message": str(message.id)}

    async def edit(self, wish: Edit) -> dict[str, Any]:
        """Change a message of one's own."""
        async with self._world.turn():
            seat = self._seat(wish)
            await seat.edit(seat.message(wish.message), wish.content)
        return {}

    async def delete(self, wish: Delete) -> dict[str, Any]:
        """Delete a message."""
        async with self._world.turn():
            seat = self._seat(wish)
            await seat.delete(seat.message(wish.message))
        return {}

    async def react(self, wish: React) -> dict[str, Any]:
        """Add or take back a reaction."""
        async with self._world.turn():
            seat = self._seat(wish)
            await seat.react(seat.message(wish.message), wish.emoji, reacted=wish.reacted)
        return {}

    async def click(self, wish: Click) -> dict[str, Any]:
        """Press a button."""
        async with self._world.turn():
            seat = self._seat(wish)
            result = await seat.click(seat.message(wish.message), wish.custom_id)
            return self._outcome(seat, result, "This interaction failed")

    async def select(self, wish: Select) -> dict[str, Any]:
        """Choose in a select menu."""
        async with self._world.turn():
            seat = self._seat(wish)
            message = seat.message(wish.message)
            menu = _part([part.to_dict() for part in message.components], wish.custom_id)
            values = self._choices(seat, menu, wish.values)
            result = await seat.select(message, wish.custom_id, values)
            return self._outcome(seat, result, "This interaction failed")

    async def slash(self, wish: Slash) -> dict[str, Any]:
        """Use a command."""
        async with self._world.turn():
            seat = self._seat(wish)
            command = self._command(seat, wish.command)
            options = read_options(self._world, seat.person, command, wish.options)
            missing = [
                option["name"]
                for option in command["options"]
                if option.get("required") and option["name"] not in options
            ]
            if missing:
                raise DemoError(f"/{wish.command} needs {', '.join(missing)}.")
            result = await seat.slash(wish.command, options)
            return self._outcome(seat, result, "The application did not respond", wish.command)

    async def complete(self, wish: Complete) -> dict[str, Any]:
        """Ask the bot for choices for what was typed."""
        async with self._world.turn():
            seat = self._seat(wish)
            command = self._command(seat, wish.command)
            filled = read_options(self._world, seat.person, command, wish.options)
            choices = await seat.autocomplete(wish.command, wish.option, wish.value, filled)
            return {"choices": choices}

    async def submit(self, wish: Submit) -> dict[str, Any]:
        """Submit a modal."""
        member, shown = self._modals.get(wish.token, (0, None))
        if shown is None or member != wish.member:
            raise DemoError("That form is not open any more.")
        async with self._world.turn():
            seat = self._seat(wish)
            values = {
                key: self._choices(seat, _part(shown.modal, key), value)
                if isinstance(value, list)
                else value
                for key, value in wish.values.items()
            }
            result = await seat.submit(shown, values)
            del self._modals[wish.token]
            return self._outcome(seat, result, "Something went wrong. Try again.")

    async def commands(self, where: Where) -> dict[str, Any]:
        """List the commands the member may use here."""
        async with self._world.glance():
            return {"commands": self._catalogue(self._seat(where))}

    def _catalogue(self, seat: Seat) -> list[dict[str, Any]]:
        return catalogue(self._world.host.tree, seat.commands())

    def _command(self, seat: Seat, name: str) -> dict[str, Any]:
        for command in self._catalogue(seat):
            if command["name"] == name:
                return command
        raise DemoError(f"/{name} is not available to {seat.person.name} here.")

    def _choices(self, seat: Seat, menu: dict[str, Any], values: list[str]) -> list[object]:
        if menu.get("type") in _ENTITY_SELECTS:
            return entities(self._world, seat.person, values)
        return list(values)

    def _outcome(
        self, seat: Seat, result: InteractionResult, silence: str, command: str = ""
    ) -> dict[str, Any]:
        if not result.acknowledged:
            return {"failed": silence}
        if result.modal is not None:
            return {"modal": {**result.modal, "token": self._keep(seat, result)}}
        answers = [result.response, *result.followups]
        shown = [answer.id for answer in answers if answer is not None]
        if command:
            self._scribe.note_command(shown, command)
        return {"messages": [str(message_id) for message_id in shown]}

    def _keep(self, seat: Seat, result: InteractionResult) -> str:
        token = secrets.token_urlsafe(12)
        self._modals[token] = (seat.person.id, result)
        while len(self._modals) > _KEPT_MODALS:
            del self._modals[next(iter(self._modals))]
        return token


def _part(parts: object, custom_id: str) -> dict[str, Any]:
    for part in walk(parts["components"] if isinstance(parts, dict) else parts):
        if part.get("custom_id") == custom_id:
            return part
    raise DemoError("That menu is gone.")
