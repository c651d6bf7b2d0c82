"""Reading back what happened on Discord, page by page, within the rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.adapters.discord.layout import texts_of
from bot.services.publisher import ThreadPost

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.adapters.discord.calls import Calls
    from bot.errors import Where

PAGE = 100
"""The most that Discord returns at once."""
SEARCHED = 200
"""Messages looked through from the expected time on; in a busier channel, the latest page too."""

WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""Messages that somebody wrote; all others are announcements by Discord or commands."""
ATTACHMENT = "[attachment]"
"""Stands for a message that has files and no words."""


def thread_post(message: discord.Message) -> ThreadPost | None:
    """Return a member's message as an answer; None for bots, webhooks and announcements."""
    if message.author.bot or message.webhook_id is not None or message.type not in WRITTEN:
        return None
    content = message.content.strip() or (ATTACHMENT if message.attachments else "")
    return ThreadPost(message.id, message.author.id, content, message.edited_at)


async def find_own(
    calls: Calls, channel: discord.PartialMessageable, me: int, last_line: str, since: datetime
) -> int | None:
    """Return the id of Viva's message that ends with a line, sent at `since` or later."""
    seen = 0
    after: discord.abc.SnowflakeTime = since
    while seen < SEARCHED:
        found = await _page(calls, channel, after)
        for message in found:
            if _is_it(message, me, last_line):
                return message.id
        seen += len(found)
        if len(found) < PAGE:
            return None
        after = found[-1]
    latest = await _page(calls, channel, None)
    return next((m.id for m in latest if _is_it(m, me, last_line) and m.created_at >= since), None)


async def posts_of(calls: Calls, thread: discord.PartialMessageable) -> AsyncIterator[ThreadPost]:
    """Yield members' messages in a thread, oldest first."""
    after: discord.abc.SnowflakeTime = discord.Object(0)
    while True:
        found = await _page(calls, thread, after, place="thread")
        for message in found:
            post = thread_post(message)
            if post is not None:
                yield post
        if len(found) < PAGE:
            return
        after = found[-1]


async def reactors(calls: Calls, reaction: discord.Reaction) -> set[int]:
    """Return the members who reacted; bots are left out.

    The library asks for more until it has as many as wanted or gets none, so no more are wanted
    than the message says there are: that saves a request a letter.
    """
    members: dict[int, discord.abc.User] = {}
    after: discord.abc.Snowflake | None = None
    left = reaction.count
    if reaction.me and left == 1:
        return set()
    while left > 0:
        wanted = min(PAGE, left)

        async def page(
            wanted: int = wanted, after: discord.abc.Snowflake | None = after
        ) -> list[discord.Member | discord.User]:
            return [user async for user in reaction.users(limit=wanted, after=after)]

        found = await calls(page, "read the reactions")
        members.update((user.id, user) for user in found)
        if not found:
            break
        left -= len(found)
        after = found[-1]
    return {user.id for user in members.values() if not user.bot}


def _is_it(message: discord.Message, me: int, last_line: str) -> bool:
    if message.author.id != me:
        return False
    return any(text.rpartition("\n")[2] == last_line for text in texts_of(message.components))


async def _page(
    calls: Calls,
    channel: discord.PartialMessageable,
    after: discord.abc.SnowflakeTime | None,
    *,
    place: Where = "channel",
) -> list[discord.Message]:
    async def read() -> list[discord.Message]:
        return [message async for message in channel.history(limit=PAGE, after=after)]

    return await calls(read, "read the message history", place=place)
