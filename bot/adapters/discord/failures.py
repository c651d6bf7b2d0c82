"""What a member is told when something fails: the one handler for commands, presses and modals.

Three kinds of failure, told apart by type: what the member can mend is shown as it is; what
Discord refused is said plainly; anything else is a bug, logged with its traceback under a short
reference that the member is given too.
"""

from __future__ import annotations

import io
import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.permissions import shown
from bot.errors import PublishError, Unreachable, UserError, VivaError

_log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
"""Discord's code for an interaction that was answered too late."""
ALREADY_ACKNOWLEDGED = 40060
"""Discord's code for an interaction that somebody has answered already."""
QUOTED = 1500
"""Characters of a member's own text repeated in a message; a longer one comes as a file."""


class Tree(app_commands.CommandTree[discord.Client]):
    """A command tree whose failures are told to the member."""

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Answer a command that failed."""
        await report(interaction, error)


async def report(interaction: discord.Interaction, error: BaseException, *, kept: str = "") -> None:
    """Tell the member, privately, what went wrong.

    Args:
        interaction: what they did; answered or not.
        error: what it led to.
        kept: text the member typed, which is handed back so that it is not lost.
    """
    cause = _cause(error)
    if isinstance(cause, discord.HTTPException) and cause.code in {
        UNKNOWN_INTERACTION,
        ALREADY_ACKNOWLEDGED,
    }:
        _log.warning("interaction %s could not be answered any more: %s", interaction.id, cause)
        return
    text = _told(cause)
    if text is None:
        reference = log_bug(cause, f"interaction {interaction.id} ({_doing(interaction)})")
        text = (
            "Something went wrong on my side. If it happens again, tell whoever runs this bot "
            f"the reference `{reference}`."
        )
    await say(interaction, text, kept=kept)


def log_bug(error: BaseException, doing: str) -> str:
    """Log an error nobody expected, with its traceback; return its reference (8 hex digits)."""
    reference = secrets.token_hex(4)
    _log.error("%s failed, reference %s", doing, reference, exc_info=error)
    return reference


async def say(interaction: discord.Interaction, text: str, *, kept: str = "") -> None:
    """Answer privately, whether or not the interaction was answered or deferred before.

    An interaction that can no longer be answered is logged and let go: what the member did is
    committed (or refused) either way.
    """
    if interaction.type is discord.InteractionType.autocomplete:
        return
    quote, attached = _quote(kept)
    extra: dict[str, Any] = {"file": attached} if attached else {}
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text + quote, ephemeral=True, **extra)
        else:
            await interaction.response.send_message(text + quote, ephemeral=True, **extra)
    except discord.HTTPException as problem:
        _log.warning("interaction %s could not be answered: %s", interaction.id, problem)


def _quote(kept: str) -> tuple[str, discord.File | None]:
    if not kept.strip():
        return "", None
    if len(kept) > QUOTED:
        data = io.BytesIO(kept.encode())
        return "\nWhat you wrote is attached.", discord.File(data, "your-answer.txt")
    safe = kept.replace("```", "`\u200b``")
    return f"\nYou wrote:\n```\n{safe}\n```", None


def _doing(interaction: discord.Interaction) -> str:
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    data: Any = interaction.data or {}
    return str(data.get("custom_id", interaction.type.name))


def _cause(error: BaseException) -> BaseException:
    """Return what is behind the wrappers that the library puts around an error."""
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    if isinstance(error, app_commands.TransformerError) and isinstance(error.__cause__, VivaError):
        return error.__cause__
    return error


def _told(error: BaseException) -> str | None:
    """Return what to tell the member, or None when the error is a bug."""
    match error:
        case UserError():
            return str(error)
        case Unreachable():
            return "Discord does not answer just now. Please try again in a minute."
        case PublishError():
            return f"That did not work: {error}."
        case app_commands.AppCommandError():
            return _told_by_library(error)
        case _:
            return None


_SAID: tuple[tuple[type[app_commands.AppCommandError], str], ...] = (
    (app_commands.NoPrivateMessage, "This works in a server only, not in direct messages."),
    (app_commands.CheckFailure, "You cannot use this here."),
    (
        app_commands.CommandNotFound,
        "This command no longer exists. Please reload Discord and look again.",
    ),
    (
        app_commands.CommandSignatureMismatch,
        "This command has just changed. Please reload Discord and try again.",
    ),
)
"""What is said for errors of the library without details; the first that fits."""


def _told_by_library(error: app_commands.AppCommandError) -> str | None:
    match error:
        case app_commands.TransformerError():
            value = discord.utils.escape_markdown(str(error.value))
            return f"“{value}” does not fit here. Please pick one of the suggestions."
        case app_commands.MissingPermissions():
            return f"You need the permission {_names(error.missing_permissions)} to use this."
        case app_commands.BotMissingPermissions():
            return f"I lack the permission {_names(error.missing_permissions)} to do this here."
        case app_commands.CommandOnCooldown():
            return f"Please wait {error.retry_after:.0f} seconds before you use this again."
        case _:
            return next((text for kind, text in _SAID if isinstance(error, kind)), None)


def _names(permissions: list[str]) -> str:
    return " and ".join(f"**{shown(name)}**" for name in permissions)
