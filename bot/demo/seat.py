"""A member in a channel: one set of actions for servers and direct messages.

simcord has a member act through `MemberActor` in a server and through `UserHandle` in direct
messages; the two differ in their signatures. Call everything here inside `World.turn()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcord import SetupError

from bot.demo.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import discord
    from simcord import ChannelHandle, InteractionResult, MemberActor, UserHandle

    from bot.demo.world import Person


@dataclass(frozen=True, slots=True)
class Seat:
    """A member looking at a channel."""

    person: Person
    channel: ChannelHandle

    @property
    def is_direct(self) -> bool:
        """Whether the channel is the member's direct messages with the bot."""
        return self.channel.guild is None

    @property
    def _hand(self) -> MemberActor | UserHandle:
        return self.person.actor.user if self.is_direct else self.person.actor

    def messages(self) -> list[discord.Message]:
        """Return what the member sees, oldest first, their own ephemeral messages included.

        Raises:
            DemoError: the member cannot read the channel.
        """
        try:
            return self.channel.history(viewer=self._hand)
        except SetupError as error:
            raise DemoError("This member cannot read that channel.") from error

    def message(self, message_id: int) -> discord.Message:
        """Return a message the member sees.

        Raises:
            DemoError: it is gone.
        """
        for message in self.messages():
            if message.id == message_id:
                return message
        raise DemoError("That message is gone.")

    def commands(self) -> tuple[str, ...]:
        """Return the commands the member may use here, as "group command"."""
        if self.is_direct:
            return self.person.actor.user.available_commands()
        return self.person.actor.available_commands(self.channel)

    async def send(self, content: str, reply_to: discord.Message | None = None) -> discord.Message:
        """Write a message."""
        if self.is_direct:
            return await self.person.actor.user.send_dm(content)
        return await self.person.actor.send(self.channel, content, reply_to=reply_to)

    async def edit(self, message: discord.Message, content: str) -> None:
        """Change a message of one's own."""
        await self._hand.edit(message, content)

    async def delete(self, message: discord.Message) -> None:
        """Delete a message."""
        await self._hand.delete(message)

    async def react(self, message: discord.Message, emoji: str, *, reacted: bool) -> None:
        """Add or take back a reaction."""
        await self._hand.set_reaction(message, emoji, reacted=reacted)

    async def slash(self, command: str, options: Mapping[str, Any]) -> InteractionResult:
        """Use a slash command.

        Raises:
            DemoError: an option names what direct messages do not have.
        """
        if self.is_direct:
            _check_direct(options)
            result: InteractionResult = await self.person.actor.user.slash(command, **options)
            return result
        return await self.person.actor.slash(self.channel, command, **options)

    async def autocomplete(
        self, command: str, option: str, value: str, filled: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the choices the bot offers for what was typed so far.

        Raises:
            DemoError: an option names what direct messages do not have.
        """
        if self.is_direct:
            _check_direct(filled)
            return await self.person.actor.user.autocomplete(command, option, value, **filled)
        return await self.person.actor.autocomplete(self.channel, command, option, value, **filled)

    async def click(self, message: discord.Message, custom_id: str) -> InteractionResult:
        """Press a button.

        Raises:
            DemoError: it was taken away or switched off meanwhile.
        """
        try:
            result: InteractionResult = await self._hand.click(message, custom_id=custom_id)
        except SetupError as error:
            raise DemoError("That button cannot be pressed any more.") from error
        return result

    async def select(
        self, message: discord.Message, custom_id: str, values: Sequence[Any]
    ) -> InteractionResult:
        """Choose in a select menu."""
        result: InteractionResult = await self._hand.select(message, values, custom_id=custom_id)
        return result

    async def submit(self, shown: InteractionResult, values: dict[str, Any]) -> InteractionResult:
        """Submit a modal that was shown to the member."""
        result: InteractionResult = await self._hand.submit_modal(shown, values)
        return result


def _check_direct(options: Mapping[str, Any]) -> None:
    if not all(isinstance(value, str | float | int) for value in options.values()):
        raise DemoError("Members, channels and roles can be chosen in a server only.")
