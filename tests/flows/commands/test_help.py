"""`/help`: what one can do here."""

from __future__ import annotations

from tests.flows.commands.reading import said


def named(text: str) -> set[str]:
    """Return the commands that a text names."""
    return {part.split("`")[0] for part in text.split("`/")[1:]}


async def test_a_member_is_shown_the_commands_for_members_privately(server_of):
    async with server_of() as server:
        answer = await server.ann.slash(server.channel, "help")

        assert answer.ephemeral
        # Discord hides groups, not single commands of a group: these check for themselves.
        for_admins = {"season start", "season end", "rewards add", "rewards remove", "rewards sync"}
        visible = set(server.ann.available_commands(server.channel))
        assert named(said(answer)) == visible - for_admins


async def test_an_admin_is_shown_every_command(server_of):
    async with server_of() as server:
        answer = await server.admin.slash(server.channel, "help")

        assert named(said(answer)) == set(server.admin.available_commands(server.channel))


async def test_help_works_in_a_direct_message_and_says_where_the_rest_works(server_of):
    async with server_of() as server:
        answer = await server.ann.user.slash("help")

        assert "run them there" in said(answer)
