"""What an open page sees: sent whole when it looks somewhere, then only what changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.demo.errors import DemoError
from bot.demo.seat import Seat

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from simcord import ChannelHandle

    from bot.demo.scribe import Scribe
    from bot.demo.world import Person, World


class View:
    """One open page: who it is, which channel it shows, and what it was sent.

    Args:
        world: the simulated server.
        scribe: writes messages for the page.
        send: sends a text to the page.
    """

    def __init__(
        self, world: World, scribe: Scribe, send: Callable[[str], Awaitable[None]]
    ) -> None:
        self._world = world
        self._scribe = scribe
        self._send = send
        self._seat: Seat | None = None
        self._sent: dict[str, str] = {}
        self._surroundings = ""

    async def look(self, member_id: int, channel_id: int) -> None:
        """Show a channel as a member sees it.

        Who or what is unknown (a page kept open since an earlier demo) becomes the admin at home.
        """
        async with self._world.glance():
            self._seat = self._find(member_id, channel_id)
            self._sent, self._surroundings = {}, ""
            await self._refresh(whole=True)

    def _find(self, member_id: int, channel_id: int) -> Seat:
        people = {person.id: person for person in self._world.people}
        person = people.get(member_id, self._world.admin)
        try:
            return Seat(person, self._world.channel(channel_id, person))
        except DemoError:
            return Seat(person, self._world.home)

    async def refresh(self) -> None:
        """Send what changed; only inside a turn."""
        if self._seat is not None:
            await self._refresh(whole=False)

    async def _refresh(self, *, whole: bool) -> None:
        seat = self._seat
        if seat is None:
            return
        await self._send_surroundings(seat)
        shown = await self._shown(seat)
        texts = {message["id"]: json.dumps(message) for message in shown}
        changed = [text for key, text in texts.items() if self._sent.get(key) != text]
        removed = [key for key in self._sent if key not in texts]
        self._sent = texts
        if whole or changed or removed:
            head = {"type": "messages", "channel": str(seat.channel.id), "whole": whole}
            await self._send(_join(head, changed, removed))

    async def _shown(self, seat: Seat) -> list[dict[str, Any]]:
        shown = await self._scribe.conversation(seat.messages(), seat.channel)
        starter = await self._starter(seat)
        return [starter, *shown] if starter else shown

    async def _starter(self, seat: Seat) -> dict[str, Any] | None:
        """Return the message a thread was started on; it is in the channel above."""
        for parent in self._world.channels() if seat.channel.is_thread else ():
            if any(thread.id == seat.channel.id for thread in parent.threads):
                above = Seat(seat.person, parent).messages()
                found = [message for message in above if message.id == seat.channel.id]
                for message in await self._scribe.conversation(found, parent):
                    return {**message, "starter": True, "thread": None}
        return None

    async def _send_surroundings(self, seat: Seat) -> None:
        data = surroundings(self._world, self._scribe, seat.person)
        text = json.dumps(data)
        now = round(self._world.clock.now().timestamp() * 1000)
        channel = str(seat.channel.id)
        if text != self._surroundings:
            self._surroundings = text
            await self._send(json.dumps({"type": "world", "now": now, "channel": channel, **data}))
        else:
            await self._send(json.dumps({"type": "time", "now": now}))


def _join(head: Mapping[str, Any], changed: list[str], removed: list[str]) -> str:
    """Return the head as JSON with messages added that are JSON already."""
    opened = json.dumps({**head, "removed": removed})[:-1]
    return f'{opened}, "changed": [{", ".join(changed)}]}}'


def surroundings(world: World, scribe: Scribe, person: Person) -> dict[str, Any]:
    """Return what is around the conversation: the server, its channels, members and roles."""
    bot = world.host.client.user
    direct = person.actor.user.dm_channel
    return {
        "guild": world.guild.name,
        "member": str(person.id),
        "bot": None if bot is None else {"id": str(bot.id), "name": scribe.name(bot)},
        "members": [
            {
                "id": str(one.id),
                "name": one.name,
                "note": one.note,
                "admin": one.admin,
                "roles": world.roles(one),
            }
            for one in world.people
        ],
        "roles": [
            {"id": str(role.id), "name": role.name}
            for role in world.guild.roles.values()
            if role.id != world.guild.id
        ],
        "channels": [_channel(world, channel) for channel in world.channels()],
        "direct": {"id": str(direct.id), "name": "Viva"},
    }


def _channel(world: World, channel: ChannelHandle) -> dict[str, Any]:
    known = world.host.client.get_channel(channel.id)
    threads = sorted(channel.threads, key=lambda thread: -thread.id)
    return {
        **_place(world, channel),
        "topic": getattr(known, "topic", None) or "",
        "threads": [_place(world, thread) for thread in threads],
    }


def _place(world: World, channel: ChannelHandle) -> dict[str, Any]:
    known = world.host.client.get_channel(channel.id)
    latest = getattr(known, "last_message_id", None) or 0
    return {"id": str(channel.id), "name": channel.name, "latest": str(latest)}
