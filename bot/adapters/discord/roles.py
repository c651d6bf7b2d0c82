"""Giving and taking roles, and what is in the way of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.discord.permissions import shown
from bot.adapters.discord.servers import QUERIED, queried
from bot.errors import Gone, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    import discord

    from bot.adapters.discord.calls import Calls
    from bot.adapters.discord.servers import Servers

POWERS = (
    "administrator",
    "manage_guild",
    "manage_roles",
    "manage_channels",
    "manage_messages",
    "manage_threads",
    "manage_webhooks",
    "manage_nicknames",
    "manage_expressions",
    "manage_events",
    "kick_members",
    "ban_members",
    "moderate_members",
    "mute_members",
    "deafen_members",
    "move_members",
    "mention_everyone",
    "view_audit_log",
)
"""Permissions that nobody gets for answering questions."""
REASON = "A reward for practising with Viva"
POWERS_NAMED = 3
SETTINGS = "Server Settings > Roles"


class DiscordRoles:
    """The roles of servers; see `bot.services.roles.Roles` for what each method does.

    Args:
        client: the bot; it may still be starting.
        calls: runs requests.
        servers: finds servers.
    """

    def __init__(self, client: discord.Client, calls: Calls, servers: Servers) -> None:
        self._client = client
        self._calls = calls
        self._servers = servers

    async def obstacle(self, guild_id: int, role_id: int, admin_id: int | None = None) -> str:
        """Return why a role cannot be a reward, and the mend; empty when nothing is in the way."""
        guild = await self._servers.guild(guild_id)
        role = guild.get_role(role_id)
        if role is None:
            raise Gone("role")
        problem = unfit(role) or out_of_reach(role, guild.me) or powers(role)
        if problem or admin_id in {None, guild.owner_id}:
            return problem
        return "" if await self._is_below(role, admin_id or 0) else _above_admin(role)

    async def _is_below(self, role: discord.Role, admin_id: int) -> bool:
        theirs = (await self.held(role.guild.id, [admin_id])).get(admin_id, frozenset())
        return any(other.id in theirs and other > role for other in role.guild.roles)

    async def held(self, guild_id: int, member_ids: Collection[int]) -> dict[int, frozenset[int]]:
        """Return the roles of each of the members who is in the server."""
        guild = await self._servers.guild(guild_id)
        held: dict[int, frozenset[int]] = {}
        wanted = sorted(member_ids)
        for start in range(0, len(wanted), QUERIED):
            found = await queried(guild, wanted[start : start + QUERIED])
            if found is None:
                raise Unreachable("Discord does not tell who is in the server")
            held.update((m.id, frozenset(role.id for role in m.roles)) for m in found)
        return held

    async def give(self, guild_id: int, role_id: int, member_id: int) -> None:
        """Give a member a role; one who has it keeps it."""
        http = self._client.http
        await self._change(
            lambda: http.add_role(guild_id, member_id, role_id, reason=REASON),
            "give the role", guild_id, role_id,
        )  # fmt: skip

    async def take(self, guild_id: int, role_id: int, member_id: int) -> None:
        """Take a role from a member; harmless when they do not have it."""
        http = self._client.http
        try:
            await self._change(
                lambda: http.remove_role(guild_id, member_id, role_id, reason=REASON),
                "take the role", guild_id, role_id,
            )  # fmt: skip
        except Gone as error:
            if error.what != "member":  # who has left has no roles
                raise

    async def _change(
        self, request: Callable[[], Awaitable[None]], doing: str, guild_id: int, role_id: int
    ) -> None:
        try:
            await self._calls(request, doing, place="member")
        except Refused as error:
            guild = self._client.get_guild(guild_id)
            role = guild.get_role(role_id) if guild is not None else None
            why = out_of_reach(role, role.guild.me) if role is not None else ""
            raise Refused(why or str(error)) from error


def unfit(role: discord.Role) -> str:
    """Return why nobody can give a role to anybody; empty when that can be done."""
    if role.is_default():
        return "Everybody has @everyone. Choose a role that is to be earned."
    if role.is_premium_subscriber():
        return f"{role.mention} is for boosters: Discord alone gives it. Choose another role."
    linked = role.tags is not None and role.tags.is_guild_connection()
    if role.managed or linked:
        return (
            f"{role.mention} belongs to an app, an integration or linked accounts, which alone "
            "give it. Choose another role, or make a new one."
        )
    return ""


def out_of_reach(role: discord.Role, viva: discord.Member) -> str:
    """Return why Viva cannot give a role, and the mend; empty when it can."""
    if not viva.guild_permissions.manage_roles:
        return (
            "Viva lacks the permission **Manage Roles**. Open "
            f"{SETTINGS}, choose Viva's role, and switch it on there."
        )
    if viva.top_role <= role:
        return (
            f"{role.mention} is not below Viva's own role, so Viva can neither give nor take it. "
            f"Open {SETTINGS} and drag Viva's role above it."
        )
    return ""


def powers(role: discord.Role) -> str:
    """Return which power over others a role carries, and the mend; empty when there is none."""
    held = [shown(name) for name in POWERS if getattr(role.permissions, name)]
    if not held:
        return ""
    named = ", ".join(f"**{name}**" for name in held[:POWERS_NAMED])
    more = " and more" if len(held) > POWERS_NAMED else ""
    return (
        f"{role.mention} carries {named}{more}, and power over others is nothing to win in a game. "
        f"Choose a role without it, or take it from the role in {SETTINGS}."
    )


def _above_admin(role: discord.Role) -> str:
    return (
        f"{role.mention} is not below your own highest role, so it is not yours to give away. "
        "Choose a lower one, or ask somebody whose role is above it."
    )
