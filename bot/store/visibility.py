"""What members let others see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from bot.store.quiz_rows import keep_guild
from bot.store.tables import members

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a member lets others see; made without arguments it is what holds for everyone else."""

    hidden: bool = False
    """Whether they are on no board, podium or list of ratings."""
    is_open: bool = False
    """Whether others may see their whole profile."""
    theme: str | None = None
    """Of their pictures: "dark", "light", or None for what the operator chose."""


class VisibilityStore:
    """What the members of all servers let others see."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, guild_id: int, member_id: int) -> Visibility:
        """Return what a member lets others see."""
        query = select(members.c.hidden, members.c.is_open, members.c.theme).where(
            members.c.guild_id == guild_id, members.c.member_id == member_id
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return Visibility(*row) if row is not None else Visibility()

    async def set(self, guild_id: int, member_id: int, wanted: Visibility) -> None:
        """Keep what a member wants; the server is added where it has no row yet."""
        values = {"hidden": wanted.hidden, "is_open": wanted.is_open, "theme": wanted.theme}
        row = {"guild_id": guild_id, "member_id": member_id, **values}
        put = insert(members).on_conflict_do_update(
            index_elements=["guild_id", "member_id"], set_=values
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(keep_guild, {"id": guild_id, "zone": "UTC"})
            await conn.execute(put, row)

        await self._db.writer.run(work)
