"""Slash commands for the page: what there is, and what was typed turned into what simcord takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import AppCommandOptionType as Kind

from bot.demo.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import discord
    from discord import app_commands

    from bot.demo.world import Person, World

_GROUPS = {Kind.subcommand.value, Kind.subcommand_group.value}
_CHAT = 1
_LARGEST = 2**53 - 1
"""Discord takes no larger number."""


def catalogue(
    tree: app_commands.CommandTree[discord.Client], usable: Collection[str]
) -> list[dict[str, Any]]:
    """Return the usable commands with their descriptions and options, in alphabetical order."""
    roots = [command.to_dict(tree) for command in tree.get_commands()]
    leaves = [leaf for root in roots if root.get("type") == _CHAT for leaf in _leaves(root, "")]
    return sorted(
        (leaf for leaf in leaves if leaf["name"] in usable), key=lambda leaf: leaf["name"]
    )


def _leaves(node: Mapping[str, Any], prefix: str) -> Iterator[dict[str, Any]]:
    name = f"{prefix} {node['name']}".strip()
    options = node.get("options") or []
    children = [option for option in options if option["type"] in _GROUPS]
    for child in children:
        yield from _leaves(child, name)
    if not children:
        yield {"name": name, "description": node["description"], "options": options}


def read_options(
    world: World, person: Person, command: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, object]:
    """Return the options as simcord takes them; empty ones are left out.

    Raises:
        DemoError: there is no such option, or its value does not fit its type.
    """
    declared = {option["name"]: option for option in command["options"]}
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise DemoError(f"/{command['name']} has no option named {unknown[0]}.")
    return {
        name: _value(world, person, declared[name], value)
        for name, value in given.items()
        if value not in (None, "")
    }


def _value(world: World, person: Person, option: Mapping[str, Any], value: object) -> object:
    kind = Kind(option["type"])
    try:
        match kind:
            case Kind.integer:
                return _within(option, int(str(value)))
            case Kind.number:
                return _within(option, float(str(value)))
            case Kind.boolean:
                return value is True or str(value).lower() == "true"
            case Kind.user | Kind.role | Kind.channel | Kind.mentionable:
                return entity(world, person, str(value))
            case _:
                return str(value)
    except ValueError as error:
        raise DemoError(f"{option['name']} has to be a number.") from error


def _within(option: Mapping[str, Any], number: float) -> float:
    least, most = option.get("min_value", -_LARGEST), option.get("max_value", _LARGEST)
    if number < least:
        raise DemoError(f"{option['name']} has to be at least {least:,}.")
    if number > most:
        raise DemoError(f"{option['name']} has to be at most {most:,}.")
    return number


def entity(world: World, person: Person, snowflake: str) -> object:
    """Return the handle of a member, role or channel by its id.

    Raises:
        DemoError: there is none.
    """
    roles = {role.id: role for role in world.guild.roles.values()}
    people = {one.id: one.actor for one in world.people}
    number = int(snowflake) if snowflake.isascii() and snowflake.isdecimal() else 0
    if number in people:
        return people[number]
    return roles.get(number) or world.channel(number, person)


def entities(world: World, person: Person, snowflakes: Sequence[str]) -> list[object]:
    """Return the handles of several members, roles or channels; see `entity`."""
    return [entity(world, person, snowflake) for snowflake in snowflakes]
