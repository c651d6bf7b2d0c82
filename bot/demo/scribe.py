"""Messages as JSON for the page, written from real `discord.Message` objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord

from bot.demo.parts import collect_text, rewrite_media

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from simcord import ChannelHandle

BOT_NAME = "Viva"
"""What the page calls the bot; simcord calls every bot TestBot."""

_PLAIN = {
    discord.MessageType.default,
    discord.MessageType.reply,
    discord.MessageType.chat_input_command,
    discord.MessageType.context_menu_command,
}
_EXCERPT = 120
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
"""A masked link; a line has no room for its address."""


class Scribe:
    """Writes messages, and keeps what they attach so that it can be served.

    Args:
        client: the bot's client.
        names: how the page calls users, by id.
    """

    def __init__(self, client: discord.Client, names: Mapping[int, str]) -> None:
        self._client = client
        self._names = names
        self._commands: dict[int, str] = {}
        self._files: dict[str, discord.Attachment] = {}
        self._hidden: set[int] = set()

    def note_command(self, message_ids: list[int], command: str) -> None:
        """Remember which command some messages answer; Discord tells only who used it."""
        self._commands.update(dict.fromkeys(message_ids, command))

    def hide(self, message_ids: list[int]) -> None:
        """Leave out messages: what Discord showed to somebody at another screen, once."""
        self._hidden.update(message_ids)

    def file(self, path: str) -> discord.Attachment | None:
        """Return the attachment that a message written earlier shows under `/media/<path>`."""
        return self._files.get(path)

    def name(self, user: discord.abc.User) -> str:
        """Return what the page calls a user."""
        if self._client.user is not None and user.id == self._client.user.id:
            return BOT_NAME
        return self._names.get(user.id, user.display_name)

    async def conversation(
        self, messages: list[discord.Message], channel: ChannelHandle
    ) -> list[dict[str, Any]]:
        """Return the messages of a channel, oldest first.

        Discord announces no thread that was started on a message; simcord does, so it is dropped.
        """
        threads = {thread.id: thread for thread in channel.threads}
        return [
            await self._message(message, threads.get(message.id))
            for message in messages
            if message.id not in self._hidden and not _announces_thread_on_message(message)
        ]

    async def _message(
        self, message: discord.Message, thread: ChannelHandle | None
    ) -> dict[str, Any]:
        media: dict[str, str] = {}
        for item in message.attachments:
            media[item.url] = media[f"attachment://{item.filename}"] = self._keep(message, item)
        components = [part.to_dict() for part in message.components]
        embeds = [embed.to_dict() for embed in message.embeds]
        return {
            "id": str(message.id),
            "channel": str(message.channel.id),
            "author": self._author(message.author),
            "at": _ms(message.created_at),
            "edited": _ms(message.edited_at),
            "system": None if message.type in _PLAIN else self._system_text(message),
            "content": message.content,
            "reply": self._reply(message),
            "used": self._used(message),
            "ephemeral": message.flags.ephemeral,
            "thinking": message.flags.loading,
            "embeds": rewrite_media(embeds, media),
            "components": rewrite_media(components, media),
            "attachments": _shown_files(message, media, str((components, embeds))),
            "reactions": [await self._reaction(reaction) for reaction in message.reactions],
            "thread": _thread(thread),
        }

    def _author(self, user: discord.abc.User) -> dict[str, Any]:
        return {"id": str(user.id), "name": self.name(user), "bot": user.bot}

    def _system_text(self, message: discord.Message) -> str:
        text = message.system_content.removeprefix(message.author.name)
        return text.removesuffix(" See all **threads**.").strip()

    def _reply(self, message: discord.Message) -> dict[str, Any] | None:
        if message.reference is None or message.reference.message_id is None:
            return None
        source = message.reference.resolved
        found = source if isinstance(source, discord.Message) else None
        return {
            "id": str(message.reference.message_id),
            "author": self._author(found.author) if found else None,
            "excerpt": _excerpt(found) if found else "",
        }

    def _used(self, message: discord.Message) -> dict[str, str] | None:
        data = message.interaction_metadata
        command = self._commands.get(message.id)
        if data is None or command is None:
            return None
        return {"name": self.name(data.user), "command": command}

    def _keep(self, message: discord.Message, item: discord.Attachment) -> str:
        path = f"{message.channel.id}/{item.id}/{item.filename}"
        self._files[path] = item
        return f"/media/{path}"

    async def _reaction(self, reaction: discord.Reaction) -> dict[str, Any]:
        users = sorted([user async for user in reaction.users()], key=lambda user: user.id)
        return {
            "emoji": str(reaction.emoji),
            "users": [{"id": str(user.id), "name": self.name(user)} for user in users],
        }


def _announces_thread_on_message(message: discord.Message) -> bool:
    reference = message.reference
    return (
        message.type is discord.MessageType.thread_created
        and reference is not None
        and reference.message_id is not None
    )


def _shown_files(
    message: discord.Message, media: Mapping[str, str], used: str
) -> list[dict[str, Any]]:
    """Return the attachments that no component or embed shows."""
    return [
        {
            "name": item.filename,
            "url": media[item.url],
            "type": item.content_type or "",
            "size": item.size,
            "description": item.description or "",
        }
        for item in message.attachments
        if item.url not in used and f"attachment://{item.filename}" not in used
    ]


def _thread(thread: ChannelHandle | None) -> dict[str, Any] | None:
    if thread is None:
        return None
    return {"id": str(thread.id), "name": thread.name, "messages": len(thread.history())}


def _excerpt(message: discord.Message) -> str:
    text = message.content or collect_text([part.to_dict() for part in message.components])
    line = " ".join(_LINK.sub(r"\1", text).split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _ms(instant: datetime | None) -> int | None:
    return None if instant is None else round(instant.timestamp() * 1000)
