"""The permissions Viva needs in a channel, under the names Discord's own settings show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

REQUIRED = (
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "add_reactions",
    "read_message_history",
    "create_public_threads",
    "send_messages_in_threads",
)
"""Without these a question cannot be posted, answered and revealed."""

RECOMMENDED = ("manage_messages", "manage_threads")
"""Viva copes without them: older reactions stay, and threads cannot be tidied up."""

_SHOWN = {
    "manage_guild": "Manage Server",
    "moderate_members": "Timeout Members",
    "read_messages": "View Channel",
}
_SMALL_WORDS = {"In": "in"}


def shown(permission: str) -> str:
    """Return a permission's name in Discord's settings: "send_messages" -> "Send Messages"."""
    if permission in _SHOWN:
        return _SHOWN[permission]
    words = permission.replace("_", " ").title().split()
    return " ".join(_SMALL_WORDS.get(word, word) for word in words)


def lacking(held: discord.Permissions, wanted: Iterable[str] = REQUIRED) -> list[str]:
    """Return the shown names of the wanted permissions that are not held, in their order."""
    return [shown(name) for name in wanted if not getattr(held, name)]
