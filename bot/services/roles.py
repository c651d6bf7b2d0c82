"""What rewards ask of Discord. The one implementation is in the adapters.

Every method may raise `Unreachable`, `Refused` or `Gone` (see `bot.errors`), and nothing else on
purpose. All are safe to repeat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Roles(Protocol):
    """Gives roles to the members of servers."""

    async def obstacle(self, guild_id: int, role_id: int, admin_id: int | None = None) -> str:
        """Return why a role cannot be a reward, and the mend; empty when nothing is in the way.

        Args:
            guild_id: the server.
            role_id: the role; `Gone("role")` when there is none.
            admin_id: also whether this member may have it given: nobody gets power through Viva.
        """
        ...

    async def held(
        self, guild_id: int, member_ids: Collection[int]
    ) -> Mapping[int, frozenset[int]]:
        """Return the roles of each of the members who is in the server."""
        ...

    async def give(self, guild_id: int, role_id: int, member_id: int) -> None:
        """Give a member a role; one who has it keeps it. `Gone("member")`: they have left."""
        ...

    async def take(self, guild_id: int, role_id: int, member_id: int) -> None:
        """Take a role from a member; harmless when they do not have it."""
        ...
