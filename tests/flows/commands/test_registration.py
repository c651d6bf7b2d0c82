"""How the commands are told to Discord."""

from __future__ import annotations

import re

from bot.adapters.discord.cogs.help import ADMIN_COMMANDS, MEMBER_COMMANDS

NAME = re.compile(r"[a-z][a-z-]{0,31}")


def leaves(command, path=()):
    """Yield (path, payload) of every command that can be run."""
    inner = [o for o in command.get("options", []) if o["type"] in {1, 2}]
    if not inner:
        yield (*path, command["name"]), command
    for option in inner:
        yield from leaves(option, (*path, command["name"]))


def told(server):
    tree = server.env.bot.tree
    return [command.to_dict(tree) for command in tree.get_commands()]


async def test_every_name_and_description_is_as_discord_wants_it(server_of):
    async with server_of() as server:
        for command in told(server):
            for path, leaf in leaves(command):
                for piece in [{"name": path[-1], **leaf}, *leaf.get("options", [])]:
                    assert NAME.fullmatch(piece["name"].replace("_", "-")), piece["name"]
                    assert 0 < len(piece["description"]) <= 100, piece
                    assert piece["description"] != "…", piece


async def test_all_commands_have_distinct_names(server_of):
    async with server_of() as server:
        paths = [path for command in told(server) for path, _ in leaves(command)]

        assert len(paths) == len(set(paths))


async def test_descriptions_tell_the_commands_apart(server_of):
    async with server_of() as server:
        about = [leaf["description"] for command in told(server) for _, leaf in leaves(command)]

        assert len(about) == len(set(about))


async def test_help_lists_exactly_what_there_is(server_of):
    async with server_of() as server:
        paths = {" ".join(path) for command in told(server) for path, _ in leaves(command)}

        assert paths == {name for name, _ in (*MEMBER_COMMANDS, *ADMIN_COMMANDS)}


async def test_only_the_commands_of_admins_are_hidden_from_members(server_of):
    async with server_of() as server:
        hidden = {c["name"] for c in told(server) if c["default_member_permissions"] is not None}

        assert hidden == {"bank", "setup", "schedule", "flags"}


async def test_required_options_come_first(server_of):
    async with server_of() as server:
        for command in told(server):
            for _, leaf in leaves(command):
                required = [o.get("required", False) for o in leaf.get("options", [])]
                assert required == sorted(required, reverse=True)
