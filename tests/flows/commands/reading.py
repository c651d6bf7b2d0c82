"""Reading what commands answered."""

from __future__ import annotations

from discord import app_commands

from bot.errors import UserError
from tests.flows.conftest import text_of


def said(result) -> str:
    """Return all that was answered, whether at once or afterwards."""
    shown = [result.response, *result.followups]
    return "\n".join(text_of(message) for message in shown if message is not None)


def refused(server, result) -> str:
    """Return what a member was told privately whose command could not work."""
    errors = [_cause(error) for error in server.env.errors]
    assert errors, "nothing was refused"
    assert all(isinstance(error, UserError) for error in errors), errors
    told = result.followups[-1] if result.followups else result.response
    assert told.ephemeral
    return text_of(told)


async def allow(server, command, member):
    """Override the command's permissions so that a member without Manage Server sees it."""
    commands = {c.name: c for c in await server.env.bot.tree.fetch_commands()}
    server.guild.set_command_permissions(commands[command], {member: True})


def labels(message) -> list[str]:
    """Return the labels of a message's buttons, from top to bottom."""
    return [c["label"] for c in _components(message.components) if c["type"] == 2]


def menu(message, name: str) -> dict:
    """Return the menu of the setup form of that name."""
    return next(
        c for c in _components(message.components) if c.get("custom_id") == f"viva:setup:{name}"
    )


def chosen(message, name: str) -> list[str]:
    """Return the labels chosen in a menu of the setup form."""
    return [o["label"] for o in menu(message, name)["options"] if o.get("default")]


def _components(components):
    for component in components:
        yield component
        yield from _components(component.get("components", ()))
        if component.get("accessory"):
            yield component["accessory"]


def _cause(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error
